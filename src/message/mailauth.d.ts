/** The parts of mailauth 7.1.0 that have no types of their own. Its root would load undici, which Node 20 cannot. */
declare module 'mailauth/lib/dkim/dkim-verifier.js' {
  type Resolve = (name: string, type: string) => Promise<string[][]>;

  interface ParsedHeaders {
    parsed: { key: string; casedKey: string; line: Buffer }[];
    original: Buffer;
  }

  interface SignatureResult {
    signingDomain?: string;
    selector?: string;
    algo?: string;
    bodyHash?: string;
    signTime?: string | null;
    expiresAfter?: string | null;
    canonBodyLength?: number;
    canonBodyLengthTotal?: number;
    signingHeaders?: { canonicalizedHeader: string };
    publicKey?: string;
    status: { result: string; comment?: string; policy?: Record<string, string> };
  }

  export class DkimVerifier {
    constructor(options: { strict: boolean; resolver: Resolve; curTime: Date; minBitLength: number });
    headers: ParsedHeaders;
    results: SignatureResult[];
    signatureHeaders: { type: string }[];
    arc: ArcData;
    messageHeaders(headers: ParsedHeaders): Promise<void>;
    nextChunk(chunk: Buffer): Promise<void>;
    finalChunk(): Promise<void>;
  }

  type ArcTags = Record<string, { value?: string | number } | undefined>;

  interface ArcData {
    chain:
      | Record<'arc-seal' | 'arc-message-signature' | 'arc-authentication-results', { parsed?: ArcTags }>[]
      | false;
    error?: Error;
  }
}

declare module 'mailauth/lib/arc/index.js' {
  import type { ArcData, Resolve } from 'mailauth/lib/dkim/dkim-verifier.js';

  export function arc(
    data: ArcData,
    options: { strict: boolean; resolver: Resolve; minBitLength: number },
  ): Promise<{ status: { result: string; comment?: string } }>;
}
