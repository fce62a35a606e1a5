import { isTestimony, refTo } from '../core/evidence.js';
import { known } from '../core/fact.js';
import { collection } from '../facts/collection.js';
import { defineParser } from './parser.js';

/** Every artefact of the bundle with its status; the manifest is the evidence. */
export const collectionParser = defineParser(collection, (context) => {
  const { header, artifacts } = context.bundle;
  const states = artifacts.map((artifact) => ({
    id: artifact.id,
    subject: artifact.subject,
    status: artifact.status,
    detail: artifact.detail,
    testimony: isTestimony(artifact),
    ref: refTo(artifact),
  }));
  const manifest = {
    artifact: 'manifest',
    subject: 'host',
    path: 'manifest.json',
    excerpt: `${artifacts.length} artefacts, ${header.collector.mode}`,
  };
  return known({ artifacts: states, mode: header.collector.mode, uid: header.privileges.uid }, [manifest], context.now);
});
