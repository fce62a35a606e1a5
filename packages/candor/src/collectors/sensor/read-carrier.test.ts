import { describe, expect, it } from 'vitest';
import { sensorSettings, variablesOf } from './read-carrier.js';

describe('what loads a sensor', () => {
  it.each<[string, string, string[], string | null]>([
    ['--require in NODE_OPTIONS', '--require=/opt/candor/sensor.cjs', ['node', 's.js'], 'NODE_OPTIONS'],
    ['-r among others', '--max-old-space-size=9 -r /x/sensor.cjs', ['node'], 'NODE_OPTIONS'],
    ['--import of the package', '--import @candor/sensor/register', ['node'], 'NODE_OPTIONS'],
    ['a quoted path', '--require="/a b/sensor.cjs"', ['node'], 'NODE_OPTIONS'],
    ['the command line', '', ['node', '--require', '/x/sensor.cjs', 's.js'], 'its command line'],
    ['the command line, joined', '', ['node', '--require=/x/sensor.cjs', 's.js'], 'its command line'],
    ['an argument of the application', '', ['node', 's.js', '--require', '/x/sensor.cjs'], null],
    ['another preload', '--require=/x/tracer.js', ['node', 's.js'], null],
    ['nothing', '', [], null],
  ])('%s', (_, options, argv, loadedBy) => {
    expect(sensorSettings(new Map([['NODE_OPTIONS', options]]), argv).loadedBy).toBe(loadedBy);
  });

  it('reads where it writes', () => {
    const env = variablesOf(['CANDOR_SENSOR_FILE=/a=b', 'CANDOR_SENSOR=', 'DISABLE_SUBPROC_DIAG=true', '=x', 'y']);
    expect(sensorSettings(env, [])).toMatchObject({ file: '/a=b', mode: null, socket: null, disabled: true });
  });
});
