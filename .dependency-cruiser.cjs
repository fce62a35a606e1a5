// The layers of docs: imports go one way (ARCHITECTURE.md).
const src = 'packages/candor/src';

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'core-imports-core',
      severity: 'error',
      from: { path: `^${src}/core/` },
      to: { path: `^${src}/`, pathNot: `^${src}/core/` },
    },
    {
      name: 'facts-import-core-and-formats',
      severity: 'error',
      from: { path: `^${src}/facts/` },
      to: { path: `^${src}/`, pathNot: `^${src}/(core|facts|formats)/` },
    },
    {
      name: 'formats-import-core',
      severity: 'error',
      from: { path: `^${src}/formats/` },
      to: { path: `^${src}/`, pathNot: `^${src}/(core|formats)/` },
    },
    {
      name: 'sigma-imports-core-and-formats',
      severity: 'error',
      from: { path: `^${src}/sigma/` },
      to: { path: `^${src}/`, pathNot: `^${src}/(core|formats|sigma)/` },
    },
    {
      name: 'checks-import-core-facts-formats',
      severity: 'error',
      from: { path: `^${src}/checks/` },
      to: { path: `^${src}/`, pathNot: `^${src}/(core|facts|checks|advisories|formats|events)/` },
    },
    {
      name: 'sources-import-formats',
      severity: 'error',
      from: { path: `^${src}/sources/` },
      to: { path: `^${src}/`, pathNot: `^${src}/(core|formats|sources)/` },
    },
    {
      name: 'live-imports-sources-and-sensors',
      severity: 'error',
      from: { path: `^${src}/live/` },
      to: { path: `^${src}/`, pathNot: `^${src}/(core|formats|sensors|sources|live)/` },
    },
    {
      name: 'verdict-imports-no-collector',
      severity: 'error',
      from: { path: `^${src}/verdict/` },
      to: { path: `^${src}/(collectors|cli|reporters|parsers|bundle)/` },
    },
    {
      name: 'watch-imports-no-command',
      severity: 'error',
      from: { path: `^${src}/watch/` },
      to: { path: `^${src}/`, pathNot: `^${src}/(core|config|facts|formats|sigma|sources|collectors|watch)/` },
    },
    {
      name: 'integrity-imports-no-judge-and-no-command',
      severity: 'error',
      from: { path: `^${src}/integrity/` },
      to: { path: `^${src}/`, pathNot: `^${src}/(core|formats|collectors|preserve|watch|integrity)/` },
    },
    {
      name: 'fix-imports-facts-and-formats',
      severity: 'error',
      from: { path: `^${src}/fix/` },
      to: { path: `^${src}/`, pathNot: `^${src}/(core|facts|formats|advisories|fix)/` },
    },
    {
      name: 'fixes-are-planned-without-the-machine',
      severity: 'error',
      from: { path: `^${src}/fix/`, pathNot: `(^${src}/fix/apply/|\\.test\\.ts$)` },
      to: {
        dependencyTypes: ['core'],
        path: '^(fs|net|http|https|child_process|os|dgram|tls|worker_threads|process)(/|$)',
      },
    },
    {
      name: 'fixes-are-planned-apart-from-their-application',
      severity: 'error',
      from: { path: `^${src}/fix/`, pathNot: `^${src}/fix/apply/` },
      to: { path: `^${src}/fix/apply/` },
    },
    {
      name: 'acting-on-containers-imports-collectors',
      severity: 'error',
      from: { path: `^${src}/(preserve|contain)/` },
      to: { path: `^${src}/`, pathNot: `^${src}/(core|collectors|preserve|contain)/` },
    },
    {
      name: 'reporters-import-the-report-alone',
      severity: 'error',
      from: { path: `^${src}/reporters/` },
      to: { path: `^${src}/`, pathNot: `^${src}/(core|reporters)/` },
    },
    {
      name: 'sensor-install-judges-nothing',
      severity: 'error',
      from: { path: `^${src}/sensor-install/` },
      to: { path: `^${src}/`, pathNot: `^${src}/(core|formats|collectors|sensor-install)/` },
    },
    {
      name: 'block-imports-core-and-formats',
      severity: 'error',
      from: { path: `^${src}/block/` },
      to: { path: `^${src}/`, pathNot: `^${src}/(core|formats|block)/` },
    },
    {
      name: 'actuator-imports-no-judge-and-no-command',
      severity: 'error',
      from: { path: `^${src}/actuator/` },
      to: { path: `^${src}/`, pathNot: `^${src}/(core|formats|block|collectors|actuator)/` },
    },
    {
      name: 'judging-never-touches-the-machine',
      severity: 'error',
      from: { path: `^${src}/(checks|verdict|facts)/`, pathNot: '\\.test\\.ts$' },
      to: {
        dependencyTypes: ['core'],
        path: '^(fs|net|http|https|child_process|os|dgram|tls|worker_threads|process)(/|$)',
      },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(\\.test\\.ts$|/testing(\\.ts$|/))' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types'],
      extensions: ['.ts', '.js', '.json'],
    },
  },
};
