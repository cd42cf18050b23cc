/**
 * Selector names in wide use: what big mail providers document or publish, and the names that mail software proposes.
 * A name belongs here when it is fixed (the same for every customer); names made for one customer cannot be guessed.
 */
const BY_PROVIDER: Record<string, readonly string[]> = {
  'Google Workspace': ['google', '20230601'],
  'Microsoft 365': ['selector1', 'selector2'],
  'Apple iCloud+': ['sig1'],
  Proton: ['protonmail', 'protonmail2', 'protonmail3'],
  Fastmail: ['fm1', 'fm2', 'fm3'],
  Zoho: ['zmail', 'zoho'],
  'mailbox.org': ['mbo0001', 'mbo0002', 'mbo0003', 'mbo0004'],
  Migadu: ['key1', 'key2', 'key3'],
  'Gandi Mail': ['gm1', 'gm2', 'gm3'],
  IONOS: ['s1-ionos', 's2-ionos'],
  OVH: ['ovhmo-selector-1', 'ovhmo-selector-2'],
  Hostinger: ['hostingermail-a', 'hostingermail-b', 'hostingermail-c'],
  Titan: ['titan1'],
  'Cloudflare Email Routing': ['cf2024-1'],
  Resend: ['resend'],
  SendGrid: ['s1', 's2'],
  Mailgun: ['pdk1', 'pdk2', 'k1'],
  Mailchimp: ['k2', 'k3'],
  'Mailchimp Transactional': ['mte1', 'mte2'],
  MailerSend: ['mlsend'],
  MailerLite: ['litesrv'],
  Brevo: ['brevo1', 'brevo2'],
  Mailjet: ['mailjet'],
  'Constant Contact': ['ctct1', 'ctct2'],
  HubSpot: ['hs1', 'hs2'],
  Klaviyo: ['kl', 'kl2'],
  ActiveCampaign: ['acdkim1', 'acdkim2'],
  'Campaign Monitor': ['cm'],
  Zendesk: ['zendesk1', 'zendesk2'],
  'hosting panels and mail servers': ['default', 'mail', 'dkim'],
};

export const COMMON_SELECTORS: readonly string[] = [...new Set(Object.values(BY_PROVIDER).flat())];
