/** @type {import('../lib/ordinary.mjs').Variation} */
export const host = {
  id: 'fresh-deploy',
  title: 'The CMS was deployed a moment ago; the question is about the last 24 hours',
  young: true,
  apply: async (lab) => {
    await lab.project.recreate('cms');
    return async () => {};
  },
};
