// Answers the commands of ../driver.ts with fast-jwt.
import { createSigner, createVerifier } from 'fast-jwt'
import { answerLines } from './lines.mjs'

const readKey = (key) => key?.secret ?? key?.pem

function sign({ algorithm, key, header, payload }) {
  const claims = JSON.parse(payload)
  // noTimestamp would also take away an iat that is there.
  const noTimestamp = !('iat' in claims)
  const signer = createSigner({ algorithm, key: readKey(key), header: JSON.parse(header), noTimestamp })
  return { token: signer(claims) }
}

function verify({ algorithm, key, token, audience }) {
  const options = {
    key: readKey(key),
    algorithms: [algorithm],
    complete: true,
    ...(audience && { allowedAud: audience }),
  }
  const { header, payload } = createVerifier(options)(token)
  return { header: JSON.stringify(header), payload: JSON.stringify(payload) }
}

await answerLines({ sign, verify })
