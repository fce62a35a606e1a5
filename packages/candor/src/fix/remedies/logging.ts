import { parsed } from '../../core/parsed.js';
import { valueAt } from '../compose/edit-compose.js';
import { setServiceKey, setServiceMember } from '../compose/edit-service.js';
import { composeProposal } from '../compose/propose.js';
import { fileWithKey, serviceOf, valueIn } from '../compose/service-of.js';
import { type Remedy, refused } from '../model.js';

/** 250 MB a container: thirty days of an app that writes 100 lines a minute of 60 bytes each. */
const options = { 'max-size': '50m', 'max-file': '5' };

/** LOG-02, LOG-05: json-file with rotation (docs.docker.com, logging drivers; CIS Docker 2.13). */
export const rotateLogs: Remedy = {
  checks: ['LOG-02', 'LOG-05', 'MDB-11'],
  title: 'keep a log, with a limit',
  propose: (result, context) => {
    const target = serviceOf(result, context);
    if (typeof target === 'string') return refused(target);
    const file = fileWithKey(target, 'logging');
    if (file === null) return refused('no file');
    const { service } = target;
    const logging = valueIn(file.text, service, 'logging');
    if (logging === undefined)
      return composeProposal(
        target,
        file,
        setServiceKey(file.text, service, 'logging', { driver: 'json-file', options }),
      );
    const driver = valueAt(logging, 'driver');
    if (driver !== undefined && driver !== 'none' && driver !== 'json-file')
      return refused(`${service} logs with ${String(driver)}, which has a rotation of its own to set`);
    let text =
      driver === 'none' ? setServiceMember(file.text, service, 'logging', 'driver', 'json-file') : parsed(file.text);
    if (text.ok && valueAt(valueAt(logging, 'options'), 'max-size') === undefined)
      text = setServiceMember(text.value, service, 'logging', 'options', options);
    return composeProposal(target, file, text);
  },
};
