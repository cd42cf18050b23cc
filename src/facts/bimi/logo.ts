import { gunzipSync } from 'node:zlib';
import { type LogoFault, logoFaults } from '../../records/bimi/svg.ts';

/** The logo that a record names. */
export interface Logo {
  /** The SVG, unpacked where it came packed; octets as latin-1. */
  svg: string;
  octets: number;
  faults: LogoFault[];
}

/** What is fetched and unpacked at most; no more than 32 KiB are advised. */
export const MOST_LOGO_OCTETS = 1024 * 1024;

const GZIP = '\x1f\x8b';

/** Reads a logo: SVG, or gzip around it (`.svgz`), which its first octets tell. */
export async function readLogo(body: string): Promise<Logo> {
  try {
    const svg = unpacked(body);
    return { svg, octets: svg.length, faults: await logoFaults(Buffer.from(svg, 'latin1').toString()) };
  } catch {
    const message = 'it is packed, and cannot be unpacked or is too large then';
    return { svg: '', octets: body.length, faults: [{ code: 'no-svg', message }] };
  }
}

/** Throws where it is no gzip after all, or has too many octets. */
export function unpacked(body: string): string {
  if (!body.startsWith(GZIP)) return body;
  return gunzipSync(Buffer.from(body, 'latin1'), { maxOutputLength: MOST_LOGO_OCTETS }).toString('latin1');
}
