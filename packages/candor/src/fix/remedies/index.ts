import type { Remedy } from '../model.js';
import { dropCapabilities } from './capabilities.js';
import { nameUser, raiseBaseImage } from './dockerfile.js';
import { admitEdgeOnly } from './edge-only.js';
import { closeRootFile, closeSecretFile, moveCronScript } from './host-files.js';
import { limitResources } from './limits.js';
import { rotateLogs } from './logging.js';
import { mountProjectReadOnly, mountReadOnly, removeMount } from './mounts.js';
import { turnUnknownNamesAway } from './nginx-default-server.js';
import { keepHeaders, refuseHiddenFiles, rememberHttps, sendHeaders } from './nginx-headers.js';
import { limitLogins } from './nginx-login-limit.js';
import {
  boundBodies,
  dropOldTls,
  emptyInternalHeader,
  nameLoopback,
  passCheckedHost,
  shortenTimeouts,
  tellLess,
  trustEdgeAlone,
  writeLogs,
} from './nginx-settings.js';
import { raiseVersions } from './package-versions.js';
import { publishOnLoopback } from './publish-on-loopback.js';
import { readOnlyRoot } from './read-only-root.js';
import {
  confineAgain,
  leaveHostNamespaces,
  removeCapabilities,
  removeDevice,
  tmpfsWithoutPrograms,
} from './remove-items.js';
import { removeDebugger, removeSensorSwitch } from './remove-variable.js';
import { runAsUser } from './run-as-user.js';
import { secretToFile } from './secret-to-file.js';
import { denyNewPrivileges, dropPrivileged } from './service-settings.js';
import { takeKeysOnly } from './ssh-keys-only.js';

/** Every remedy, in the order in which they are applied: users before capabilities, which look at the user. */
export const remedies: readonly Remedy[] = [
  publishOnLoopback,
  runAsUser,
  nameUser,
  raiseBaseImage,
  dropPrivileged,
  removeCapabilities,
  dropCapabilities,
  denyNewPrivileges,
  readOnlyRoot,
  removeMount,
  mountProjectReadOnly,
  mountReadOnly,
  leaveHostNamespaces,
  confineAgain,
  removeDevice,
  tmpfsWithoutPrograms,
  limitResources,
  rotateLogs,
  removeSensorSwitch,
  removeDebugger,
  secretToFile,
  nameLoopback,
  passCheckedHost,
  emptyInternalHeader,
  boundBodies,
  shortenTimeouts,
  tellLess,
  writeLogs,
  dropOldTls,
  trustEdgeAlone,
  sendHeaders,
  rememberHttps,
  keepHeaders,
  refuseHiddenFiles,
  limitLogins,
  turnUnknownNamesAway,
  raiseVersions,
  takeKeysOnly,
  admitEdgeOnly,
  closeSecretFile,
  closeRootFile,
  moveCronScript,
];
