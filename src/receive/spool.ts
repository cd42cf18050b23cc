import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open, readFile, stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { type Folder, openFolder, PART } from './folder.ts';

/**
 * Messages on their way, as files whose names tell the state:
 *
 *   NAME.eml.part                       on its way in; nobody was told anything
 *   NAME.session.json                   whole, and who brought it; still nobody was told
 *   NAME.session.json NAME.eml          accepted: the rename to NAME.eml decides, 250 is answered once it is durable
 *   NAME.session.json NAME.eml NAME.json judged; the rename to NAME.json decides
 *
 * Each step is one rename in one folder. Whatever a killed process leaves is in one of these states: a start removes what
 * was not accepted (its sender was not answered and comes again) and judges what was accepted and not judged.
 */
export interface Spool {
  arrive(): Promise<Arriving>;
  /** Accepted by an earlier run, and not judged; the oldest first. */
  left(): Promise<Accepted[]>;
  /** `result`: the text that is kept beside the message. */
  judged(message: Accepted, result: string): Promise<void>;
}

/** Who brought a message, in the words of the SMTP session. */
export interface Envelope {
  ip: string;
  helo: string;
  /** Empty for a bounce (RFC 5321 §4.5.5). */
  mailFrom: string;
  recipients: string[];
  /** The cipher suite; null for a session in the clear. */
  tls: string | null;
  receivedAt: string;
}

export interface Accepted {
  name: string;
  size: number;
  envelope: Envelope;
  open(): Readable;
}

export interface Arriving {
  write(octets: Uint8Array): Promise<void>;
  accept(envelope: Envelope): Promise<Accepted>;
  /** Also after an acceptance that failed half-way: nobody was answered. */
  discard(): Promise<void>;
}

const MESSAGE = '.eml';
const SESSION = '.session.json';
const RESULT = '.json';

/** `keeps`: results are written beside the messages, durably; else a message goes once it is judged. */
export async function openSpool(place: string, keeps: boolean): Promise<Spool> {
  const folder = openFolder(place, keeps);
  if (keeps) await removeUnanswered(folder);
  return {
    arrive: () => arriveIn(folder, keeps),
    left: () => leftIn(folder),
    async judged({ name }, result) {
      if (keeps) {
        await folder.put(`${name}${RESULT}`, result);
        await folder.sync();
      } else {
        await Promise.all([folder.remove(`${name}${MESSAGE}`), folder.remove(`${name}${SESSION}`)]);
      }
    },
  };
}

async function arriveIn(folder: Folder, durable: boolean): Promise<Arriving> {
  const name = newName();
  const arriving = `${name}${MESSAGE}${PART}`;
  const file = await open(folder.path(arriving), 'wx', 0o600);
  let size = 0;
  const discard = async (): Promise<void> => {
    await file.close();
    const session = `${name}${SESSION}`;
    for (const left of [arriving, `${name}${MESSAGE}`, `${session}${PART}`, session])
      await folder.remove(left);
  };
  return {
    async write(octets) {
      await writeAll(file, octets);
      size += octets.length;
    },
    async accept(envelope) {
      if (durable) await file.sync();
      await folder.put(`${name}${SESSION}`, `${JSON.stringify(envelope)}\n`);
      await folder.rename(arriving, `${name}${MESSAGE}`);
      await folder.sync();
      await file.close();
      return accepted(folder, name, size, envelope);
    },
    discard,
  };
}

/** A file may take less than it is given. */
async function writeAll(file: FileHandle, octets: Uint8Array): Promise<void> {
  for (let at = 0; at < octets.length; ) at += (await file.write(octets, at)).bytesWritten;
}

/** Names sort by time. */
export function newName(): string {
  return `${new Date().toISOString().replaceAll(/[-:.]/g, '')}-${randomUUID().slice(0, 8)}`;
}

/** Other files of the folder are somebody else's. */
export const OURS = /^\d{8}T\d{9}Z-[0-9a-f]{8}\./;

function accepted(folder: Folder, name: string, size: number, envelope: Envelope): Accepted {
  return { name, size, envelope, open: () => createReadStream(folder.path(`${name}${MESSAGE}`)) };
}

async function leftIn(folder: Folder): Promise<Accepted[]> {
  const files = new Set(await folder.names());
  const names = [...files]
    .filter((file) => file.endsWith(MESSAGE))
    .map((file) => file.slice(0, -MESSAGE.length))
    .filter((name) => files.has(`${name}${SESSION}`) && !files.has(`${name}${RESULT}`))
    .sort();
  return Promise.all(
    names.map(async (name) => {
      const envelope = await envelopeIn(folder, `${name}${SESSION}`);
      const { size } = await stat(folder.path(`${name}${MESSAGE}`));
      return accepted(folder, name, size, envelope);
    }),
  );
}

/** Written whole or not at all: what cannot be read was changed by somebody, and its message must not be passed over. */
async function envelopeIn(folder: Folder, file: string): Promise<Envelope> {
  const text = await readFile(folder.path(file), 'utf8');
  try {
    return JSON.parse(text) as Envelope;
  } catch {
    throw new Error(`${file} is not as it was written; restore it, or move its message away`);
  }
}

async function removeUnanswered(folder: Folder): Promise<void> {
  const files = new Set(await folder.names());
  for (const file of files) {
    const isLone = file.endsWith(SESSION) && !files.has(`${file.slice(0, -SESSION.length)}${MESSAGE}`);
    if (OURS.test(file) && (isLone || file.endsWith(PART))) await folder.remove(file);
  }
}
