# Answers the commands of ../driver.ts with Crypt::JWT.
use strict;
use warnings;

use Crypt::JWT qw(decode_jwt encode_jwt);
use Crypt::PK::ECC;
use Crypt::PK::Ed25519;
use Crypt::PK::RSA;
use JSON ();

# Commands are lines of UTF-8; the texts in them are characters.
my $json = JSON->new->utf8->allow_nonref;
my $characters = JSON->new->allow_nonref;

my %CURVE = (ES256 => 'secp256r1', ES384 => 'secp384r1', ES512 => 'secp521r1');

sub read_key {
  my ($key) = @_;
  return undef if !defined $key;
  return $key->{secret} if exists $key->{secret};
  return \$key->{pem} if exists $key->{pem};
  return $key->{jwk};
}

sub sign {
  my ($command) = @_;
  my $algorithm = $command->{algorithm};
  my $token = encode_jwt(
    payload => $characters->decode($command->{payload}),
    extra_headers => $characters->decode($command->{header}),
    alg => $algorithm,
    key => read_key($command->{key}),
    allow_none => $algorithm eq 'none',
    serialization => $command->{serialization} || 'compact',
  );
  return { token => $token };
}

sub verify {
  my ($command) = @_;
  my $key = $command->{key};
  my @key = exists $key->{jwks} ? (kid_keys => $key->{jwks}) : (key => read_key($key));
  # As a text, verify_aud does not look into a list of audiences.
  my $audience = $command->{audience};
  my $among = sub { my ($aud) = @_; grep { $_ eq $audience } ref $aud ? @$aud : $aud };
  my @audience = defined $audience ? (verify_aud => $among) : ();
  my ($header, $payload) =
    decode_jwt(token => $command->{token}, accepted_alg => $command->{algorithm}, decode_header => 1, @key, @audience);
  return { header => $characters->encode($header), payload => $characters->encode($payload) };
}

sub encrypt {
  my ($command) = @_;
  my $token = encode_jwt(
    payload => $characters->decode($command->{payload}),
    alg => 'A256KW',
    enc => 'A256GCM',
    key => read_key($command->{key}),
  );
  return { token => $token };
}

sub generate {
  my ($algorithm) = @_;
  my $key;
  if ($CURVE{$algorithm}) {
    $key = Crypt::PK::ECC->new;
    $key->generate_key($CURVE{$algorithm});
  }
  elsif ($algorithm eq 'EdDSA') {
    $key = Crypt::PK::Ed25519->new;
    $key->generate_key;
  }
  else {
    $key = Crypt::PK::RSA->new;
    $key->generate_key(256, 65537);
  }
  return $key;
}

sub make {
  my ($command) = @_;
  my $algorithm = $command->{algorithm};
  my $key = generate($algorithm);
  my $pem = sub { return { pem => $key->export_key_pem(@_) } };
  my (%private, %public, %odd);
  if ($CURVE{$algorithm}) {
    $private{'traditional PEM'} = $pem->('private_short');
    $public{'SPKI PEM'} = $pem->('public_short');
    $odd{'traditional PEM with its curve spelt out'} = $pem->('private');
    $odd{'SPKI PEM with its curve spelt out'} = $pem->('public');
  }
  elsif ($algorithm eq 'EdDSA') {
    $public{'SPKI PEM'} = $pem->('public');
    $odd{'PKCS#8 PEM under another label'} = $pem->('private');
  }
  else {
    $private{'traditional PEM'} = $pem->('private');
    $public{'SPKI PEM'} = $pem->('public_x509');
    $odd{'SPKI PEM under another label'} = $pem->('public');
  }
  $private{JWK} = { jwk => $json->decode($key->export_key_jwk('private')) };
  $public{JWK} = { jwk => $json->decode($key->export_key_jwk('public')) };
  return { private => \%private, public => \%public, odd => \%odd };
}

sub thumbprint {
  my ($command) = @_;
  my $jwk = $command->{jwk};
  my %class = (RSA => 'RSA', EC => 'ECC', OKP => 'Ed25519');
  return { thumbprint => "Crypt::PK::$class{$jwk->{kty}}"->new($jwk)->export_key_jwk_thumbprint('SHA256') };
}

my %VERB = (
  sign => \&sign,
  verify => \&verify,
  make => \&make,
  encrypt => \&encrypt,
  thumbprint => \&thumbprint,
);

$| = 1;
while (my $line = <STDIN>) {
  my $command = $json->decode($line);
  my $answer = eval { $VERB{$command->{op}}->($command) };
  # Whatever the library dies of is the answer.
  $answer = { error => "$@" } if !defined $answer;
  print $json->encode($answer), "\n";
}
