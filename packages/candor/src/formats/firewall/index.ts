export { type Decision, decides } from './decides.js';
export { readIptablesSave } from './iptables-save.js';
export type { Packet } from './matches.js';
export type * from './model.js';
export { readNft } from './nft.js';
export { readUfwStatus } from './ufw-status.js';
