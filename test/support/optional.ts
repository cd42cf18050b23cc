/** Notices on what a domain may do without: most fixtures are about something else. */
export const OPTIONAL = ['mta-sts/missing', 'tls-rpt/missing'];
