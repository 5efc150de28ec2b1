// One file with the mocha suite for the extension host: TypeScript stripped, tests found by their names.
const path = require('node:path');

const root = path.resolve(__dirname, '../..');

module.exports = {
  mode: 'development',
  devtool: 'inline-source-map',
  target: 'node22',
  context: root,
  entry: path.join(__dirname, 'suite', 'index.ts'),
  output: {
    path: path.join(root, '.cache', 'host-tests'),
    filename: 'index.js',
    library: { type: 'commonjs2' },
  },
  externals: { vscode: 'commonjs vscode', mocha: 'commonjs mocha' },
  resolve: { extensions: ['.ts', '.js'] },
  module: {
    rules: [
      {
        test: /\.ts$/,
        exclude: /node_modules/,
        use: {
          loader: 'ts-loader',
          options: {
            transpileOnly: true,
            configFile: path.join(root, 'test', 'tsconfig.json'),
            compilerOptions: { noEmit: false },
          },
        },
      },
    ],
  },
  stats: 'errors-warnings',
};
