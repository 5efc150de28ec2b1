import path from 'node:path';
import webpack from 'webpack';
import { inRoot } from './paths.mjs';
import { ScriptError } from './say.mjs';

/**
 * A benchmark's own code, made from TypeScript the way the product is.
 *
 * @param {string} source the TypeScript file
 * @param {string} folder where the bundle goes, under the source's name
 * @param {'module' | 'commonjs'} [kind] a process that loads native packages is CommonJS, as the product's are
 * @returns {Promise<string>} the bundle
 */
export function bundle(source, folder, kind = 'module') {
  const isModule = kind === 'module';
  const file = `${path.basename(source, '.ts')}${isModule ? '.mjs' : '.cjs'}`;
  const options = {
    mode: 'production',
    target: 'node22',
    entry: source,
    output: {
      path: folder,
      filename: file,
      module: isModule,
      library: { type: isModule ? 'module' : 'commonjs2' },
    },
    externals: { '@tensorflow/tfjs-node': 'commonjs @tensorflow/tfjs-node' },
    experiments: { outputModule: isModule },
    resolve: { extensions: ['.ts', '.js'] },
    module: {
      rules: [
        {
          test: /\.ts$/,
          use: {
            loader: 'ts-loader',
            options: {
              transpileOnly: true,
              configFile: inRoot('test', 'tsconfig.json'),
              compilerOptions: { noEmit: false },
            },
          },
        },
      ],
    },
    optimization: { minimize: false }, // what fails in it is to be read
    performance: { hints: false },
  };
  return new Promise((resolve, reject) => {
    webpack(options, (error, stats) => {
      if (error) reject(error);
      else if (stats.hasErrors())
        reject(new ScriptError('The benchmark does not build.', stats.toString('errors-only')));
      else resolve(path.join(folder, file));
    });
  });
}
