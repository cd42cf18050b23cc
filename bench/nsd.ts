// For the parts of the bench that are plain JavaScript: the tests' NSD.
export { NSD, startNsd } from '../test/servers/nsd.ts';
