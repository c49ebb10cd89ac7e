// Answers the commands of ../driver.ts with jsonwebtoken.
import jwt from 'jsonwebtoken'
import { answerLines } from './lines.mjs'

const readKey = (key) => key?.secret ?? key?.pem

function sign({ algorithm, key, header, payload }) {
  const claims = JSON.parse(payload)
  // noTimestamp would also take away an iat that is there.
  const options = { algorithm, header: JSON.parse(header), noTimestamp: !('iat' in claims) }
  return { token: jwt.sign(claims, readKey(key), options) }
}

function verify({ algorithm, key, token, audience }) {
  const options = { algorithms: [algorithm], complete: true, ...(audience && { audience }) }
  const { header, payload } = jwt.verify(token, readKey(key), options)
  return { header: JSON.stringify(header), payload: JSON.stringify(payload) }
}

await answerLines({ sign, verify })
