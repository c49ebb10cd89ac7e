// Answers the commands of ../../driver.ts with golang-jwt.
package main

import (
	"bufio"
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/golang-jwt/jwt"
)

type key struct {
	Secret string `json:"secret,omitempty"`
	Pem    string `json:"pem,omitempty"`
}

type command struct {
	Op        string
	Algorithm string
	Key       *key
	Header    string
	Payload   string
	Token     string
	Audience  string
}

type answer map[string]interface{}

func signingKey(algorithm string, from *key) (interface{}, error) {
	switch {
	case algorithm == "none":
		return jwt.UnsafeAllowNoneSignatureType, nil
	case strings.HasPrefix(algorithm, "HS"):
		return []byte(from.Secret), nil
	case strings.HasPrefix(algorithm, "ES"):
		return jwt.ParseECPrivateKeyFromPEM([]byte(from.Pem))
	case algorithm == "EdDSA":
		return jwt.ParseEdPrivateKeyFromPEM([]byte(from.Pem))
	}
	return jwt.ParseRSAPrivateKeyFromPEM([]byte(from.Pem))
}

func verifyingKey(algorithm string, from *key) (interface{}, error) {
	switch {
	case strings.HasPrefix(algorithm, "HS"):
		return []byte(from.Secret), nil
	case strings.HasPrefix(algorithm, "ES"):
		return jwt.ParseECPublicKeyFromPEM([]byte(from.Pem))
	case algorithm == "EdDSA":
		return jwt.ParseEdPublicKeyFromPEM([]byte(from.Pem))
	}
	return jwt.ParseRSAPublicKeyFromPEM([]byte(from.Pem))
}

// read keeps numbers as they are spelt.
func read(text string, into interface{}) error {
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	return decoder.Decode(into)
}

func write(value interface{}) string {
	var text bytes.Buffer
	if err := json.NewEncoder(&text).Encode(value); err != nil {
		panic(err)
	}
	return text.String()
}

func sign(c command) (answer, error) {
	method := jwt.GetSigningMethod(c.Algorithm)
	if method == nil {
		return nil, errors.New("no such algorithm")
	}
	claims := jwt.MapClaims{}
	if err := read(c.Payload, &claims); err != nil {
		return nil, err
	}
	token := jwt.NewWithClaims(method, claims)
	if err := read(c.Header, &token.Header); err != nil {
		return nil, err
	}
	token.Header["alg"] = c.Algorithm
	secret, err := signingKey(c.Algorithm, c.Key)
	if err != nil {
		return nil, err
	}
	text, err := token.SignedString(secret)
	return answer{"token": text}, err
}

func verify(c command) (answer, error) {
	parser := jwt.NewParser(jwt.WithValidMethods([]string{c.Algorithm}), jwt.WithJSONNumber())
	token, err := parser.Parse(c.Token, func(*jwt.Token) (interface{}, error) {
		return verifyingKey(c.Algorithm, c.Key)
	})
	if err != nil {
		return nil, err
	}
	claims := token.Claims.(jwt.MapClaims)
	if c.Audience != "" && !claims.VerifyAudience(c.Audience, true) {
		return nil, errors.New("another audience")
	}
	return answer{"header": write(token.Header), "payload": write(claims)}, nil
}

func block(label string, der []byte, err error) answer {
	if err != nil {
		panic(err)
	}
	return answer{"pem": string(pem.EncodeToMemory(&pem.Block{Type: label, Bytes: der}))}
}

func generate(algorithm string) (crypto.Signer, error) {
	curves := map[string]elliptic.Curve{"ES256": elliptic.P256(), "ES384": elliptic.P384(), "ES512": elliptic.P521()}
	if curve, ok := curves[algorithm]; ok {
		return ecdsa.GenerateKey(curve, rand.Reader)
	}
	if algorithm == "EdDSA" {
		_, private, err := ed25519.GenerateKey(rand.Reader)
		return private, err
	}
	return rsa.GenerateKey(rand.Reader, 2048)
}

func makeKeys(c command) (answer, error) {
	private, err := generate(c.Algorithm)
	if err != nil {
		return nil, err
	}
	pkcs8, err := x509.MarshalPKCS8PrivateKey(private)
	privates := answer{"PKCS#8 PEM": block("PRIVATE KEY", pkcs8, err)}
	spki, err := x509.MarshalPKIXPublicKey(private.Public())
	publics := answer{"SPKI PEM": block("PUBLIC KEY", spki, err)}
	switch private := private.(type) {
	case *rsa.PrivateKey:
		privates["traditional PEM"] = block("RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(private), nil)
		publics["PKCS#1 PEM"] = block("RSA PUBLIC KEY", x509.MarshalPKCS1PublicKey(&private.PublicKey), nil)
	case *ecdsa.PrivateKey:
		sec1, err := x509.MarshalECPrivateKey(private)
		privates["traditional PEM"] = block("EC PRIVATE KEY", sec1, err)
	}
	return answer{"private": privates, "public": publics}, nil
}

func respond(c command) (reply answer) {
	defer func() {
		if problem := recover(); problem != nil {
			reply = answer{"error": fmt.Sprint(problem)}
		}
	}()
	var err error
	switch c.Op {
	case "sign":
		reply, err = sign(c)
	case "verify":
		reply, err = verify(c)
	case "make":
		reply, err = makeKeys(c)
	default:
		err = fmt.Errorf("no such command: %s", c.Op)
	}
	if err != nil {
		return answer{"error": err.Error()}
	}
	return reply
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<20)
	out := json.NewEncoder(os.Stdout)
	for lines.Scan() {
		var c command
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			panic(err)
		}
		if err := out.Encode(respond(c)); err != nil {
			panic(err)
		}
	}
}
