# frozen_string_literal: true

# Answers the commands of ../driver.ts with ruby-jwt.

require 'json'
require 'jwt'
require 'openssl'
require 'rbnacl'

CURVES = { 'ES256' => 'prime256v1', 'ES384' => 'secp384r1', 'ES512' => 'secp521r1' }.freeze

# ruby-jwt 2.5 takes Ed25519 keys as RbNaCl's objects only, which are made of the bytes that stand in a JWK.
def read_edwards(jwk)
  bytes = ->(member) { Base64.urlsafe_decode64(jwk.fetch(member)) }
  jwk.key?('d') ? RbNaCl::SigningKey.new(bytes['d']) : RbNaCl::VerifyKey.new(bytes['x'])
end

def read_key(key)
  return nil if key.nil?
  return key['secret'] if key.key?('secret')
  return OpenSSL::PKey.read(key['pem']) if key.key?('pem')
  return read_edwards(key['jwk']) if key['jwk']['kty'] == 'OKP'

  JWT::JWK.import(key['jwk'].transform_keys(&:to_sym)).keypair
end

def sign(command)
  payload = JSON.parse(command['payload'])
  { token: JWT.encode(payload, read_key(command['key']), command['algorithm'], JSON.parse(command['header'])) }
end

def verify(command)
  options = { algorithms: [command['algorithm']], verify_not_before: true }
  options.update(aud: command['audience'], verify_aud: true) if command.key?('audience')
  key = command['key']
  if key.key?('jwks')
    options[:jwks] = JSON.parse(JSON.generate(key['jwks']), symbolize_names: true)
    key = nil
  end
  payload, header = JWT.decode(command['token'], read_key(key), true, options)
  { header: JSON.generate(header), payload: JSON.generate(payload) }
end

def make_edwards
  key = RbNaCl::SigningKey.generate
  encode = ->(bytes) { Base64.urlsafe_encode64(bytes, padding: false) }
  jwk = { kty: 'OKP', crv: 'Ed25519', x: encode[key.verify_key.to_bytes] }
  { private: { 'JWK' => { jwk: jwk.merge(d: encode[key.to_bytes]) } }, public: { 'JWK' => { jwk: jwk } } }
end

def make(command)
  algorithm = command['algorithm']
  return make_edwards if algorithm == 'EdDSA'

  key = CURVES.key?(algorithm) ? OpenSSL::PKey::EC.generate(CURVES[algorithm]) : OpenSSL::PKey::RSA.generate(2048)
  {
    private: { 'traditional PEM' => { pem: key.to_pem }, 'PKCS#8 PEM' => { pem: key.private_to_pem } },
    public: { 'SPKI PEM' => { pem: key.public_to_pem }, 'JWK' => { jwk: JWT::JWK.new(key).export } },
  }
end

def thumbprint(command)
  jwk = JWT::JWK.import(command['jwk'].transform_keys(&:to_sym))
  { thumbprint: JWT::JWK::Thumbprint.new(jwk).generate }
end

$stdout.sync = true
$stdin.set_encoding('UTF-8')
$stdin.each_line do |line|
  command = JSON.parse(line)
  answer = begin
    send(command['op'], command)
  rescue StandardError => e # whatever the library raises is the answer
    { error: "#{e.class}: #{e.message}" }
  end
  puts JSON.generate(answer)
end
