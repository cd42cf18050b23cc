import { createNet, type NetRecording, noNet, type OpenNet, recordedNet, replayedNet } from '../net/index.ts';
import type { AuditCommandOptions } from './options.ts';
import { VERSION } from './version.ts';

export type NetCommandOptions = Pick<
  AuditCommandOptions,
  'offline' | 'https' | 'allowPrivate' | 'helo' | 'record'
>;

/** Whom a run speaks to beside name servers: the network, a recording, or nobody. */
export function openNet(
  options: NetCommandOptions,
  { ca, recording }: { ca: readonly string[]; recording: NetRecording | undefined },
): OpenNet & { kept: () => NetRecording } {
  const { offline, https, record } = options;
  const live = offline || recording !== undefined ? undefined : createNet(liveOptions(options, ca));
  const speaking = live ?? (recording === undefined ? noNet('offline') : replayedNet(recording));
  // Sessions are kept only for --record: a long run needs no memory for them.
  const { net, kept } =
    record === undefined ? { net: speaking, kept: () => ({ https: [], smtp: [] }) } : recordedNet(speaking);
  const fetching = https ? net : noNet('no-https');
  return {
    https: (request, resolver) => fetching.https(request, resolver),
    smtp: (request, leftMs) => net.smtp(request, leftMs),
    kept,
    close: async () => live?.close(),
  };
}

function liveOptions({ allowPrivate, helo }: NetCommandOptions, ca: readonly string[]) {
  return { allowPrivate, ca, userAgent: `mailcheck/${VERSION}`, ...(helo !== undefined && { helo }) };
}
