import type { SelectorStage } from '../facts/gathering.ts';
import type { Role } from '../facts/index.ts';
import type { SpfEdit } from '../facts/spf/what-if.ts';
import type { Profile } from '../profiles/index.ts';
import type { Format } from '../render/index.ts';
import type { FailOn } from '../report/verdict.ts';

/** What the command line says, checked. */
export interface AuditCommandOptions {
  server: string[];
  ca?: string;
  authoritative: boolean;
  /** Of `full`. */
  smtp?: boolean;
  zone: string[];
  /** Of `gate` and `diff`. */
  base?: string[];
  offline: boolean;
  /** False: no policy file, logo or certificate is fetched. */
  https: boolean;
  allowPrivate: boolean;
  selector: string[];
  /** Of `dkim`. */
  privateKey?: string;
  /** Of `dane`. */
  nextKey?: { host: string; file: string }[];
  whatIf: SpfEdit[];
  ip?: string;
  mailFrom?: string;
  helo?: string;
  selectors: SelectorStage;
  role?: Exclude<Role, 'unknown'>;
  format: Format;
  json: boolean;
  output: { format: Format; path: string }[];
  verbose: boolean;
  quiet: boolean;
  failOn: FailOn;
  onIncomplete: 'fail' | 'pass';
  profile: Profile[];
  ignore: string[];
  /** False: none is read. */
  config?: string | false;
  baseline?: string;
  timeout: number;
  concurrency: number;
  record?: string;
  replay?: string;
  color: 'auto' | 'always' | 'never';
}
