import type { ToDecide } from '../../core/report.js';
import { unique } from './findings.js';

/** First words by which a sentence is known to be a command. */
const tools =
  /^(?:sudo|docker|curl|ss|nft|ps|journalctl|systemctl|stat|ls|cat|npm|npx|openssl|nginx|ufw|iptables|find|grep|tail|head|dig|node|getent|crontab|last|candor|mongosh|sshd|sysctl|uname|git) \S/;

/** An action as it is printed: words, whole commands, and the checks that it settles. */
export interface ActionParts {
  readonly text: string;
  readonly commands: readonly string[];
  readonly checks: readonly string[];
}

/** Tells words from commands: an action whose text is itself a command is printed as one. */
export function actionParts(action: ToDecide): ActionParts {
  const checks = unique(action.settles.map((key) => key.split('@')[0] ?? key));
  if (action.commands.length === 0 && tools.test(action.text))
    return { text: 'Run this', commands: [action.text], checks };
  return { text: action.text, commands: action.commands, checks };
}
