/** The house rules: who may import whom. `pnpm dependencies` checks them, the test command runs it. */
const stages = ['gateway', 'vad', 'asr', 'turn', 'planner', 'tts'];

/** Production code of `from` may import, of this workspace, only itself and `allowed`. */
const only = (from, allowed) => ({
  name: `${from.replaceAll('/', '-')}-imports`,
  comment: `${from} may import only ${allowed.length > 0 ? allowed.join(', ') : 'nothing of ours'}`,
  severity: 'error',
  from: { path: `^${from}/src/`, pathNot: '\\.test\\.ts$' },
  to: { path: '^(packages|services|scripts|evals)/', pathNot: [from, ...allowed].map((path) => `^${path}/`) },
});

const packages = (...names) => names.map((name) => `packages/${name}`);

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'nobody-imports-assistant',
      severity: 'error',
      from: { pathNot: '^(services/assistant|scripts|evals|deploy)/' },
      to: { path: '^services/assistant/' },
    },
    {
      name: 'through-the-front-door',
      comment:
        'Another package is imported by its name, which gives its index only. Measuring scripts may know more than the stage they measure.',
      severity: 'error',
      from: { path: '^(packages|services)/([^/]+)/|^evals/()', pathNot: '^services/[^/]+/scripts/' },
      to: {
        path: '^(packages|services)/',
        pathNot: ['^(packages|services)/$2/', '/src/(index|browser)\\.ts$', '^services/console/build/index\\.ts$'],
      },
    },
    {
      name: 'no-tests-in-production',
      severity: 'error',
      from: { path: '/src/', pathNot: '(\\.test\\.ts$|^packages/testing/|^evals/)' },
      to: { path: '(\\.test\\.ts$|/test/|^packages/testing/)' },
    },
    {
      name: 'engines-stay-inside',
      comment: 'What knows a model or a vendor is reached through the stage that owns it.',
      severity: 'error',
      from: { path: '^(packages|scripts|evals|services/(?!(vad|asr|turn|planner|tts)/))' },
      to: { path: '/engines/' },
    },
    only('packages/contracts', []),
    only('packages/audio', []),
    only('packages/runtime', packages('contracts')),
    only('packages/telemetry', packages('contracts', 'runtime')),
    only('packages/budget', packages('contracts')),
    only('packages/cost', packages('contracts')),
    only('packages/store', packages('contracts', 'runtime')),
    only('packages/knowledge', packages('contracts', 'runtime', 'models')),
    only('packages/models', packages('contracts', 'runtime')),
    only('packages/client', packages('contracts', 'audio')),
    only('services/console', packages('contracts', 'audio', 'client')),
    only('packages/testing', packages('contracts', 'runtime', 'audio', 'models')),
    ...stages.map((stage) =>
      only(`services/${stage}`, [
        ...packages('contracts', 'audio', 'runtime', 'telemetry', 'models', 'budget'),
        ...(stage === 'planner' ? packages('knowledge', 'store') : []),
      ]),
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(node_modules|dist)/|(?<!^evals/src)/fixtures/' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
  },
};
