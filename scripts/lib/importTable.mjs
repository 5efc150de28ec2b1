// Who may import whom: the table of folders as lint rules.

/**
 * `imports`: other folders; its own files are always allowed. `packages`: packages from node_modules.
 * `node`: whether Node's built-in modules may be used.
 */
const folders = {
  spec: { pattern: 'src/spec', imports: [], packages: ['zod'], node: false },
  protocol: { pattern: 'src/protocol', imports: ['spec'], packages: ['zod', 'vscode-jsonrpc'], node: false },
  data: {
    pattern: 'src/data',
    imports: ['spec'],
    packages: ['udsv', 'iconv-lite', 'date-fns', 'pure-rand'],
    node: true,
  },
  engine: { pattern: 'src/engine', imports: ['spec'], packages: ['@tensorflow/*', 'pbf', 'pure-rand'], node: true },
  runs: { pattern: 'src/runs', imports: ['spec'], packages: ['zod', 'udsv', 'jsonc-parser'], node: true },
  training: {
    pattern: 'src/training',
    imports: ['spec', 'data', 'engine', 'runs'],
    packages: ['pure-rand'],
    node: true,
  },
  codegen: { pattern: 'src/codegen', imports: ['spec'], packages: [], node: false },
  trainer: {
    pattern: 'src/trainer',
    imports: ['spec', 'protocol', 'training', 'codegen'],
    packages: ['vscode-jsonrpc'],
    node: true,
  },
  extension: {
    pattern: 'src/extension',
    imports: ['spec', 'protocol', 'runs', 'codegen'],
    packages: ['vscode', 'vscode-jsonrpc', 'zod', 'jsonc-parser'],
    node: true,
  },
  cli: { pattern: 'src/cli', imports: ['spec', 'runs', 'codegen', 'training'], packages: [], node: true },
  page: {
    pattern: 'webview-ui',
    imports: ['spec', 'protocol'],
    packages: [
      'lit',
      '@vscode-elements/elements',
      'chart.js',
      'chartjs-plugin-*',
      'diff',
      'highlight.js',
      'lowlight',
      'vscode-jsonrpc',
      'zod',
    ],
    node: false,
  },
};
const sourceFolders = Object.keys(folders);

const policy = (name, { imports, packages, node }) => [
  { from: { element: { type: name } }, allow: { to: { element: { types: { anyOf: [name, ...imports] } } } } },
  ...packages.map((source) => ({
    from: { element: { type: name } },
    allow: { to: { module: { origin: 'external', source } } },
  })),
  ...(node ? [{ from: { element: { type: name } }, allow: { to: { module: { origin: 'core' } } } }] : []),
];

export const boundarySettings = {
  'boundaries/elements': [
    ...Object.entries(folders).map(([type, { pattern }]) => ({ type, pattern, partialMatch: false })),
    { type: 'test', pattern: 'test', partialMatch: false },
  ],
  'boundaries/files': [{ category: 'preview', pattern: 'src/data/preview.ts' }],
  'boundaries/include': ['src/**/*.ts', 'webview-ui/**/*.ts', 'test/**/*.ts'],
};

export const boundaryRules = {
  'boundaries/dependencies': [
    'error',
    {
      default: 'disallow',
      checkAllOrigins: true,
      policies: [
        ...Object.entries(folders).flatMap(([name, folder]) => policy(name, folder)),
        // Of src/data the extension host takes the file that reads a CSV's head, and nothing that reads all of it.
        {
          from: { element: { type: 'extension' } },
          allow: { to: { element: { type: 'data' }, file: { categories: 'preview' } } },
        },
        {
          from: { element: { type: 'test' } },
          allow: { to: { element: { types: { anyOf: ['test', ...sourceFolders] } } } },
        },
        { from: { element: { type: 'test' } }, allow: { to: { module: { origin: ['external', 'core'] } } } },
      ],
    },
  ],
  'boundaries/no-unknown-files': 'error',
};
