import { keyPlace } from '../../facts/dkim/faults.ts';
import { mayHaveKeys, publishedKeys } from '../../facts/dkim/keys.ts';
import { defineRule } from '../rule.ts';

/** RFC 8301 §3.2: verifiers must take keys up to here. */
const MOST_BITS = 4096;

export default defineRule({
  id: 'dkim/rsa-huge',
  severity: 'notice',
  basis: 'standard',
  title: 'The RSA key for DKIM has more than 4096 bits',
  why: 'Verifiers need not take longer keys: some ignore signatures with them.',
  fix: 'Make a key of 2048 bits under a new selector; longer ones gain nothing before they are replaced.',
  spec: ['RFC 8301 §3.2'],
  needs: ['dkim'],
  fails: `
google._domainkey TXT "v=DKIM1; k=rsa; p=MIICIzANBgkqhkiG9w0BAQEFAAOCAhAAMIICCwKCAgIAoOsKTioAJq5c8Wg5QtFpntExN7vUbyTZZElOltCaQnnsGITAV+EE3qWDcMdiPV65FHzGkecK+MMGvDh/efMNuC4wTLaR/QrL9MviMLYuHxy8pDXgqU2IGQcabfXDrt9yK6f57sKgptynKZpLla3ciRcxNcm9MhHB4SxbtIe5m5NSa0LwlTcuijMtjBTAKIwEQ" "QT6H3dc2qsp9n592YM0PptJRNrshgqWIab8RM5C/VCwJRcmdWU/uQhLVSMsWOb/YapCaPgXpHbJ0CqHMyabSghM60LLr0GKk4dbJ2KiJoC0iT0e+A5PDs7CMKSIH/HVL31L2WeRRjGggCahZH9J3+DUEDJY1EpuFFiLTHMjIu1lL1O0v2x91fBB6lhqAlzlix8NIkONbntLREtsisZBglzJZwUJ+iWM9tva2REpG9I6aArDYNK4+8UFDWuK21oj" "tLny9hLautGbmy8yccks/McqECsh/A9ml2yTxCk6aCiSnH4qtLF1eojKhXvdlDpaoztBriseW+PrmH0IHo5VSccRxUlAhNM5t2GKpNVB+YIZtPZ3lPhto4n+s2GtNtYTu6S8IYY0i0lPc0eSUuhD4wX6DrbmUsaqw6HqYAfclxhKI2WM5+NIMy0C8Z0SSpQBlT3/GVk6rrvOhQck7I5Pa8ygoILfakxq9Toyz30U6zJhAgMBAAE="
`,
  passes: `
google._domainkey TXT "v=DKIM1; k=rsa; p=MIICIjANBgkqhkiG9w0BAQEFAAOCAg8AMIICCgKCAgEAwia3+8yROs8ceEE6RxspLg0wThd+84jsr08KfkTmeuxcx81BKqzmUzbp2cRfnNhuXKgR6XHeW9AiOErKY65evqVKbmM/0+AY+eFWmDC5RvMchIJnz+dr5NQc86wCZ4MO4yl7heUbl9zSrpohrMeZMbi2rBFjh7dKQKB5wtYGTPEmdY7wTT//V5JhaVApveq1I" "Q2m0B2ZQ/Zydc51Ez6Iq8gaGhyj3gWvrEcFneCYTw368ZJUNQjEaa9FP70Sl8ATTRhbA25ntycoUbPi5/lCvvr5i2ZjkCe4r1QnYixKGrgo7AjWzz5yeT8r5LVC+bEV+cfwQ3uPA91IGfSU1K8gdF6OYeyFtvHtZx6NIi+lylGXtLTM7WuiSNbeKr3jk8e1mcZNIPUg0hyLIPeRaEWauWl+jlLIglY6A0MtNyZXHbAwg4bayEv/Ep6u5uWAatsL" "U6c4SvQ4BXM8c0NQ+6D4tdf56KI+8H2ujIG6yGsjN6588yyT2oYuihqSn44RD20p3HYMoHjySDvmTFb+16dItJNFUvDuccKHIEXSfqZ7ED2Cknio5SH4CIDdHe6laXtT/zSUq7vFLarURqI2pHuST+Hj/t/HGUhqf+qpwAmMLOvhIuMJ7xOQrVFBPSRwbBjTVHRY6MgaakshBlaZsf+JCbD4+LdSWg7AhmFph37YHosCAwEAAQ=="
`,
  applies: ({ dkim }) => mayHaveKeys(dkim),
  *check({ dkim }) {
    for (const published of publishedKeys(dkim)) {
      const { keyType, bits, tags } = published.key.value;
      if (keyType !== 'rsa' || bits === null || bits <= MOST_BITS) continue;
      const { selector } = published.at;
      yield {
        message: `selector ${selector}: the RSA key has ${bits} bits, verifiers need to take ${MOST_BITS} at most`,
        ...keyPlace(published, tags.find(({ name }) => name === 'p')?.valueSpan),
        data: { selector, bits, most: MOST_BITS },
      };
    }
  },
});
