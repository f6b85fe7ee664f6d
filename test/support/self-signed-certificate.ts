import { generateKeyPairSync, sign } from 'node:crypto';

/**
 * A certificate that no authority has signed, and its key, in PEM. Made by hand: Node makes none, and
 * OpenSSL's program is not everywhere.
 */
export function selfSignedCertificate(
  commonName: string,
  { from = '200101000000Z', to = '491231235959Z' }: { from?: string; to?: string } = {},
): { cert: string; key: string } {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  // ecdsa-with-SHA256: 1.2.840.10045.4.3.2
  const algorithm = der(0x30, der(0x06, Buffer.from('2a8648ce3d040302', 'hex')));
  const attribute = der(0x30, der(0x06, Buffer.from('550403', 'hex')), der(0x0c, commonName));
  const name = der(0x30, der(0x31, attribute));
  const content = der(
    0x30,
    der(0x02, Buffer.from([1])),
    algorithm,
    name,
    der(0x30, der(0x17, from), der(0x17, to)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
  );
  const signature = der(0x03, Buffer.from([0]), sign('sha256', content, privateKey));
  const base64 = der(0x30, content, algorithm, signature).toString('base64');
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

/** A value of ASN.1 in its DER form, of less than 64 KB. */
function der(tag: number, ...parts: (Buffer | string)[]): Buffer {
  const value = Buffer.concat(parts.map((part) => Buffer.from(part as string)));
  const { length } = value;
  const size =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), value]);
}
