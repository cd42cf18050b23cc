declare const MAILCHECK_VERSION: string;

/** Of package.json, put in by the build. */
export const VERSION = typeof MAILCHECK_VERSION === 'string' ? MAILCHECK_VERSION : '0.0.0-dev';
