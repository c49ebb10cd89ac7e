// Keys that are odd or unsound, made once with openssl, ssh-keygen and node:crypto; the pairs are used nowhere else.

/** The P-256 key of keys.ts, encrypted as PKCS#8 (password: test). */
export const encryptedPkcs8 = `-----BEGIN ENCRYPTED PRIVATE KEY-----
MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAiBbfEzV/TZ0gICCAAw
DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEIWRI6Xj5xWzcpWPwz/ZfC0EgZBj
/Er0UBBJHLyMrZ0BwpteEm9Bc+wHMVTHMs0Ci6f2e12zcqwWWTlFnKZZg59vnoEA
cl5DxSOoKxe86dyoST1pv7uYh9Vfb2uxt+zc2Jj47i0E8DfSW9Lmac8GjEWzBbQ2
NnRP1Ss+F9usns+84nl9OM0u2f7NaQ/vufjdTkTUu7lFVqs2rZkYI+2906bGIQg=
-----END ENCRYPTED PRIVATE KEY-----
`

/** The same, encrypted in the traditional form (password: test). */
export const encryptedTraditional = `-----BEGIN EC PRIVATE KEY-----
Proc-Type: 4,ENCRYPTED
DEK-Info: AES-128-CBC,22B2467663C0F2A7B0D58741AEE534A2

/5nC5MDzkQtMKBccl2GoAspoM6ms37QgES+FgUHHK5EqU7nas3m8BbsDbjzbA7+8
6fPRvW1q33rWHNSS6fzK7GPPrB6bEDHyiNLBoDRqCQ8FH0Y8VDWsy1lQJkc9uuk+
FDdvelGROKmESP+29GadLr7ztptPx2/iI4gs+yfbtao=
-----END EC PRIVATE KEY-----
`

/** The RSA key of keys.ts, encrypted in the traditional form (password: test). */
export const encryptedPkcs1 = `-----BEGIN RSA PRIVATE KEY-----
Proc-Type: 4,ENCRYPTED
DEK-Info: AES-128-CBC,5137C686FD3B68E510FC6A243856D139

ngusz5LIG9c9ZDPJMsIn31qXn6eoMUjLZFDVlnnpokBiGcVlv1wSWiX5gAQd/uIS
95UIJvuV9bGqmv7cWAOIqbRaBR1klheMC2MUUYNe9CmXpe5uQN+2guL+2IV1sGmo
+JycELKc1frI/00wUmDo3QqXT2iemTvLbhH7wxVgoCkU35ArLD1ArS/I/OsMPG+O
r7seUU8Mj60W1viC3agtnM8N1erjN+6NCn1ajQDrrJ4WIhRmi3Gt+CubmRbAwKoX
oK6KbYSXi5YKXzp+jejp8Wi3981JxVJLsj3v+JpE9it671z2O2WFSzXt8ZjCSl+6
xrl4SPVMouls8Da7h6TvxelJKkYMT5MjjYi4KzkMIytvcfI2pwCEWY7GBUplp//W
dNHoFkbE4MYr8B7FR0bwhe32dvnxQj/HfM1XmfjbzFueNPY1RPazdjHE5Tb7OGxJ
hQZGiitgiP0tCRCDBp7WD1zL1AXnTyd4NdaZLZ/2l1w3OQqLS7QNlV56/zFfnGtF
T+3oplePbLCtRG3gUjROW0rEJ1HoGQS/vxHE1oeKU/x881hZlqa7sr+mwHHCAat7
54bTyjoVlalO+PyaxmqiwefbxOjD1TRYNK2JdOVg3CcKSqz/gmbei63emKWKtLp6
E3Nc3Ottj/cc39briqu6nHSLH200f3hAtzUCW0uWhGMIZTgF/kWp0AoD55BsBj6N
Y+1hTgImBj8j6hESX0d/XLgM00qVcte5wHfe2ZU0axT1WaQcT7KJ7yjoEYdLtM2c
CFUmOX/AjEjqVrYAJpjljBzD1lC7jJ38FO7Wwwj5RC7dxOkozLAhhdR2DEEh6VVq
PWgVPROSIiQzexsRZLYbevFW3nCGgNX5s5wtxB1143Gaw+SNAZzz2av7U/siP1u9
PHjL1sNrWM6Cfvlf89KMsESbE0ODu809oacWiyAeOChJvb+/eLmYa7pyALdfOlth
bJMI811I5VCx0uvYdDP8byJZxuzOKvU/44JTFoaGJwHPe/d2aQ9Tb2FSQd92yV9h
scpTJw/dg+PzGtAREPZYT+eezUEzzmaOgFSZUoTjNwfGlCSJRkPAWGOWjkNGg9Pd
QvIYsKJxdI3XoX3aBxy8c4L1bgQwWJqIh78UZIJhvLoRifvA5eIGALQbUJn3pJLp
uw7lKHb3jvKiMzl1qRVjghjzfrA5zBfi8x38sqkWFCZwAM/Y8T92ruwZhSMBSBgw
nczfUBPSk5hAuabXbbggO/wHm3lBGXAITTKY1lLgtf3JcupesFYACFITXlvPsMM7
vouXypp9bB45rj1Yda9858Vi+G2JApbAU8sO5ZHFj7MAQSAOKkz5IDyMuBQLsFLF
WGgy9AZQpI/DagBF6Zbe4ESRSvtInxer9HlLl60ni3VlIFq48myVHulBuKxURa4M
Ln1eedV6Y2DJbDl7PvV8YhXhlyxSIKSDuyt+/UxxQ19kRqWWK5cPe/ABgwdpdHK/
vrW58bDl4ky7Xba1/PmaLLQXMbuFb81wT9b1kf/tacurcpP7ij+cGDh+SZksKM3i
0sy2rJ/vyLYnUNOAd+dCHEXrjfrwXyE9o4cmAoemCR87ZvJzLAtiXXfK+KdXdyEj
-----END RSA PRIVATE KEY-----
`

/** The P-256 key of keys.ts with a compressed point. */
export const compressedPublic = `-----BEGIN PUBLIC KEY-----
MDkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDIgACVL/U36yIfVdnzBQM/OvOr+MmMXsK
P622rlwGFT0vajQ=
-----END PUBLIC KEY-----
`

/** The same, private, as SEC1. */
export const compressedPrivate = `-----BEGIN EC PRIVATE KEY-----
MFcCAQEEIDIYckX1XdYFx273jny9K9/orlcbyvLsawBNVLGi+xHloAoGCCqGSM49
AwEHoSQDIgACVL/U36yIfVdnzBQM/OvOr+MmMXsKP622rlwGFT0vajQ=
-----END EC PRIVATE KEY-----
`

/** The same with its curve spelt out. */
export const explicitPublic = `-----BEGIN PUBLIC KEY-----
MIIBSzCCAQMGByqGSM49AgEwgfcCAQEwLAYHKoZIzj0BAQIhAP////8AAAABAAAA
AAAAAAAAAAAA////////////////MFsEIP////8AAAABAAAAAAAAAAAAAAAA////
///////////8BCBaxjXYqjqT57PrvVV2mIa8ZR0GsMxTsPY7zjw+J9JgSwMVAMSd
NgiG5wSTamZ44ROdJreBn36QBEEEaxfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5
RdiYwpZP40Li/hp/m47n60p8D54WK84zV2sxXs7LtkBoN79R9QIhAP////8AAAAA
//////////+85vqtpxeehPO5ysL8YyVRAgEBA0IABFS/1N+siH1XZ8wUDPzrzq/j
JjF7Cj+ttq5cBhU9L2o0pBvc6ha4AEVWpCwG7sQ2VqD+bKKqrHEsZ2n3Sh/AUtY=
-----END PUBLIC KEY-----
`

/** The same, private, as SEC1. */
export const explicitPrivate = `-----BEGIN EC PRIVATE KEY-----
MIIBaAIBAQQgMhhyRfVd1gXHbveOfL0r3+iuVxvK8uxrAE1UsaL7EeWggfowgfcC
AQEwLAYHKoZIzj0BAQIhAP////8AAAABAAAAAAAAAAAAAAAA////////////////
MFsEIP////8AAAABAAAAAAAAAAAAAAAA///////////////8BCBaxjXYqjqT57Pr
vVV2mIa8ZR0GsMxTsPY7zjw+J9JgSwMVAMSdNgiG5wSTamZ44ROdJreBn36QBEEE
axfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpZP40Li/hp/m47n60p8D54W
K84zV2sxXs7LtkBoN79R9QIhAP////8AAAAA//////////+85vqtpxeehPO5ysL8
YyVRAgEBoUQDQgAEVL/U36yIfVdnzBQM/OvOr+MmMXsKP622rlwGFT0vajSkG9zq
FrgARVakLAbuxDZWoP5soqqscSxnafdKH8BS1g==
-----END EC PRIVATE KEY-----
`

/** A P-256 key as `openssl ecparam -genkey` prints it, with its parameters in front. */
export const ecparamGenkey = `-----BEGIN EC PARAMETERS-----
BggqhkjOPQMBBw==
-----END EC PARAMETERS-----
-----BEGIN EC PRIVATE KEY-----
MHcCAQEEIACIbpnA3oohS1ZdIM+4GKv6ZPsKQPDkzRwr8bovi5XgoAoGCCqGSM49
AwEHoUQDQgAEME6w+5vzXXpl8+yExPRRKY5CHJL0Tq+hjOob4H+8dJXbfXj8tS6l
GuXWD7OGI5uNHt0t4jW+b+NUd7p1SZE8Eg==
-----END EC PRIVATE KEY-----
`

/** A key on a curve that no supported algorithm uses. */
export const secp256k1Private = `-----BEGIN EC PRIVATE KEY-----
MHQCAQEEIAaEZb4uWD4GJkYt1dINagnJc/9thqqJwQ0BldplKUyBoAcGBSuBBAAK
oUQDQgAEt9NOZDUe95C3EqyAG5tzSLUz4Ia1lUodfSHZ3GbzOVPUM+svaRCw5Wo5
PZMLatJk97fU5eO8qVzdHZZwlUCeJA==
-----END EC PRIVATE KEY-----
`

/** Its public half. */
export const secp256k1Public = `-----BEGIN PUBLIC KEY-----
MFYwEAYHKoZIzj0CAQYFK4EEAAoDQgAEt9NOZDUe95C3EqyAG5tzSLUz4Ia1lUod
fSHZ3GbzOVPUM+svaRCw5Wo5PZMLatJk97fU5eO8qVzdHZZwlUCeJA==
-----END PUBLIC KEY-----
`

/** A key for key agreement. */
export const x25519Public = `-----BEGIN PUBLIC KEY-----
MCowBQYDK2VuAyEAjaJIzPfJmj7iF8iPpyezCNgri+/sLA76tXPziUPboAc=
-----END PUBLIC KEY-----
`

/** A key of the larger Edwards curve. */
export const ed448Public = `-----BEGIN PUBLIC KEY-----
MEMwBQYDK2VxAzoAJXZYdRGf5XMwSdhTfqwM3DB+Y7nwS9tghhXOrk7mMCG70d/J
1hXb/zdhYlt/vEpIz4EiXtktwuaA
-----END PUBLIC KEY-----
`

/** A key that is bound to RSA-PSS by its identifier. */
export const rsaPssPublic = `-----BEGIN PUBLIC KEY-----
MIIBIDALBgkqhkiG9w0BAQoDggEPADCCAQoCggEBAKkwzlhTaLh/D71adh7TjpW7
FZDTpiomTF9si/ZSCxnNJucZgR8xqaoILjN/ODfbGdB2RX3HOQw5KuGu7tDv+0gK
gwYed1caGaWwZ8eIlcvxP3xyy80Osq71aP21kUA4CEJ5mfVM2LdS4GEwOuRBgk+w
9qycB8doYrLx5nSpev4maalFmPU/5Qf3ybBFz2SlvnSlEbNYSlu8/HU/J6v3ibxZ
oPVvUgxJoftaHPF4ESI0g0VXSArHbIQPMlI6mxVsoZPt6jkrcNvmVUNxowlv7vZf
26TyIuRUQGhvqgndvh28PTkgHeu/AGpNk7t2JPdNeDEoU0VRMsjaHMWErpoi2WcC
AwEAAQ==
-----END PUBLIC KEY-----
`

/** Its private half. */
export const rsaPssPrivate = `-----BEGIN PRIVATE KEY-----
MIIEvAIBADALBgkqhkiG9w0BAQoEggSoMIIEpAIBAAKCAQEAqTDOWFNouH8PvVp2
HtOOlbsVkNOmKiZMX2yL9lILGc0m5xmBHzGpqgguM384N9sZ0HZFfcc5DDkq4a7u
0O/7SAqDBh53VxoZpbBnx4iVy/E/fHLLzQ6yrvVo/bWRQDgIQnmZ9UzYt1LgYTA6
5EGCT7D2rJwHx2hisvHmdKl6/iZpqUWY9T/lB/fJsEXPZKW+dKURs1hKW7z8dT8n
q/eJvFmg9W9SDEmh+1oc8XgRIjSDRVdICsdshA8yUjqbFWyhk+3qOStw2+ZVQ3Gj
CW/u9l/bpPIi5FRAaG+qCd2+Hbw9OSAd678Aak2Tu3Yk9014MShTRVEyyNocxYSu
miLZZwIDAQABAoIBAC5rJgnEpJQNxEc6tPKjL1j0MagA8XNZ+5UopkPH4aTMDNLV
w//Hc9mjEe3uBwIIGk5/zHQEPyoT2yh9AqePV909iRIaNLrQfd3gBrEPT63a/ASM
SE7zq+Flkk8dTAMW/GkkjLFoyoKNeeMgROAP+w0bK6pSyq2SfZXD2WsDfquQcy/9
exAMithrBbUsHiA7rLD3NUKrzna9+uxK1B9SxsjLzR4L5ty9Ss4s0GrmmfvlFRQp
hJ4IpbyZgtw/7jaDvxtxykwz4urIJzfn0EpK5hPXa3rxjl1F9PGw0RAZ0eBc2aow
B8gmmcVC/anw1lFK2vk+k5QlSy+LZEdYuw3YZkUCgYEA1ANNAKenGhXIF9y79rQp
YLLJMxtKfkVkCOyFMjUlFD4wmSMSXhojBhv5z1ogB0cd43Hv3yqxLd5vBX7Ptvtw
RtyI8r2MJyE+AZAHlT7NgBYvck/aO78xscOfBWQb0Zv+lLsx36y9X7/MhHKasU19
4VoGxrR0f0xU3UUSeEvW2IsCgYEAzEsTVvAKLtEK/sykjyPMoc3ZMIpbODi1+HpQ
d1oe1dSwN95sD3N2SDhAw/BFn6257jUqVVOJRE2MTpnX7jmqQ/Y/eb5EGe5TL5Js
2UnoxNiqH+ANYk9sYFVxi9qS4DlnPDpy0xV6EKIB9heRBVV+O0T+wTpOYHu1Ncf5
12O2AhUCgYEAj55IzFfFp7L3n8qEfcNfgES8bOVg2hbRhAYM2I0NuB/Etgf/CkX0
UdAjsmXf6m4vfgKRtoBqE6NpW7Siqta7IRWFo8HpLhyjr1VM/bnUZZ8htvMG55BF
7qCQmYtOGPjuRPxl9ZpDkpgPx+0Gg3L2AfEFRBe8Dvu7RUTkFR9yw68CgYEAhhmF
0VxxorePex/DqT37lf50YbuAE1COilNnvGCIux4IqjOzRRUqgE+Em9l9Kkq0MJvv
dOEHyrEIt5OevP5XOJNMqVJui4L4UdLQ5nTweT4rtg6xWmX+IuITTZUlMlAb5toL
A2omnQJrPSnNBO5QlQE+JIJsbkLl+S6SXoNSNt0CgYBDmOTY4bfMk9X8okO0cAx/
PHnaqvj/gFkXQlKg7yPp8lQshPwKb7buBcrXQ38Xnslf8zzTBFZqpvL2YD9SNs9c
wgpsM//Ki02lBBFJ9YVaYs7+t0ftdu9toMAgpEWHCJTxTGs5ThmGLOXkLFzpibzC
NOuQfqXM0HdyFAL4arRPGA==
-----END PRIVATE KEY-----
`

/** A DSA key in its traditional form. */
export const dsaPrivate = `-----BEGIN DSA PRIVATE KEY-----
MIIBywIBAAKBgQCAG0e1KuoG7+B/xDGYPuOq560nlxWbIHLlIZcl7S89irBkl1Im
ueyNjS9newZdS+75LKajoBYZ+FWCry2HZJOFoyVrXLE483c8wJHNKslMO7O1+LCn
sNc6Y8BDcJEDhLqkKUeK+Fa5HVNOT4RTPkC4EUb5SwdkfcrENpph2cjOpQIdAM58
IghHd2I4/+76uC/wxm6Ibz8xcP1coHzmx5UCgYAEFAntBvzDOWmB+sTDOMDezF6Y
MWzqPrrAPUAlep0Ag0qqCPioPLuj0EVVLWBDsZstO5dDycUHk5JF6LPD4Oa0I1E6
dWEwAlV7YZHQpJ1kzfpHxsNArtn7Dx1kfdW2aPnUDrZa5dr5YwKWENnbz6M1H8zc
Lcn0b1ZE8sXEragIXgKBgHPOCthETY0Uu/EVwM/MUvlTMLyOwL0wwjtpTGNaQAc0
G2sErHNSa/vw+gSC2froFtKFHgrdcJFZNDGbhgFPjwOWVOoQE59UiSCiNvTL0FzB
fV18FD/iFBJZmpyiCHqpakzeYUSwvqoGjJTcgTJcwgyS8HV9BO98oEsMG6W8952F
Ah0ApO8CvvYfxndwYxib84V2z2ZRTZVLScTQOdk+eg==
-----END DSA PRIVATE KEY-----
`

/** A DSA key as SPKI. */
export const dsaPublic = `-----BEGIN PUBLIC KEY-----
MIIBvjCCATMGByqGSM44BAEwggEmAoGBAIAbR7Uq6gbv4H/EMZg+46rnrSeXFZsg
cuUhlyXtLz2KsGSXUia57I2NL2d7Bl1L7vkspqOgFhn4VYKvLYdkk4WjJWtcsTjz
dzzAkc0qyUw7s7X4sKew1zpjwENwkQOEuqQpR4r4VrkdU05PhFM+QLgRRvlLB2R9
ysQ2mmHZyM6lAh0AznwiCEd3Yjj/7vq4L/DGbohvPzFw/VygfObHlQKBgAQUCe0G
/MM5aYH6xMM4wN7MXpgxbOo+usA9QCV6nQCDSqoI+Kg8u6PQRVUtYEOxmy07l0PJ
xQeTkkXos8Pg5rQjUTp1YTACVXthkdCknWTN+kfGw0Cu2fsPHWR91bZo+dQOtlrl
2vljApYQ2dvPozUfzNwtyfRvVkTyxcStqAheA4GEAAKBgHPOCthETY0Uu/EVwM/M
UvlTMLyOwL0wwjtpTGNaQAc0G2sErHNSa/vw+gSC2froFtKFHgrdcJFZNDGbhgFP
jwOWVOoQE59UiSCiNvTL0FzBfV18FD/iFBJZmpyiCHqpakzeYUSwvqoGjJTcgTJc
wgyS8HV9BO98oEsMG6W8952F
-----END PUBLIC KEY-----
`

/** A request for a certificate, for the P-256 key of keys.ts. */
export const certificateRequest = `-----BEGIN CERTIFICATE REQUEST-----
MIHUMH0CAQAwGzEZMBcGA1UEAwwQY291bnRlcnNpZ24udGVzdDBZMBMGByqGSM49
AgEGCCqGSM49AwEHA0IABFS/1N+siH1XZ8wUDPzrzq/jJjF7Cj+ttq5cBhU9L2o0
pBvc6ha4AEVWpCwG7sQ2VqD+bKKqrHEsZ2n3Sh/AUtagADAKBggqhkjOPQQDAgNH
ADBEAiAmaPO8XZ9ZV0EiZJZ32PLZaknfKVlRFA5+L2UnvNcZgwIgSd3YZXT2j8tQ
txYC9/6TKhWNwDck6SQ0x/3bHoLj8Lw=
-----END CERTIFICATE REQUEST-----
`

/** A certificate of the P-256 key of keys.ts. */
export const ecCertificate = `-----BEGIN CERTIFICATE-----
MIIBizCCATGgAwIBAgIUfQjngaZnSxly+v5JYCuCMdq+bGcwCgYIKoZIzj0EAwIw
GzEZMBcGA1UEAwwQY291bnRlcnNpZ24udGVzdDAeFw0yNjExMjMxMjM5MjlaFw0z
NjExMjAxMjM5MjlaMBsxGTAXBgNVBAMMEGNvdW50ZXJzaWduLnRlc3QwWTATBgcq
hkjOPQIBBggqhkjOPQMBBwNCAARUv9TfrIh9V2fMFAz8686v4yYxewo/rbauXAYV
PS9qNKQb3OoWuABFVqQsBu7ENlag/myiqqxxLGdp90ofwFLWo1MwUTAdBgNVHQ4E
FgQUkndkpdMMYy4Igzu6tANv8ixzFkYwHwYDVR0jBBgwFoAUkndkpdMMYy4Igzu6
tANv8ixzFkYwDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNIADBFAiEA+2rK
xzulp/TmW/RqQRcYehWSpPjHkVmqC30IFKaya30CID3evQz/qckzOPLlBTgW6D6E
uqbkRNfBAdf1VfTcJL5v
-----END CERTIFICATE-----
`

/** The same, as openssl marks it trusted. */
export const trustedCertificate = `-----BEGIN TRUSTED CERTIFICATE-----
MIIBizCCATGgAwIBAgIUfQjngaZnSxly+v5JYCuCMdq+bGcwCgYIKoZIzj0EAwIw
GzEZMBcGA1UEAwwQY291bnRlcnNpZ24udGVzdDAeFw0yNjExMjMxMjM5MjlaFw0z
NjExMjAxMjM5MjlaMBsxGTAXBgNVBAMMEGNvdW50ZXJzaWduLnRlc3QwWTATBgcq
hkjOPQIBBggqhkjOPQMBBwNCAARUv9TfrIh9V2fMFAz8686v4yYxewo/rbauXAYV
PS9qNKQb3OoWuABFVqQsBu7ENlag/myiqqxxLGdp90ofwFLWo1MwUTAdBgNVHQ4E
FgQUkndkpdMMYy4Igzu6tANv8ixzFkYwHwYDVR0jBBgwFoAUkndkpdMMYy4Igzu6
tANv8ixzFkYwDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNIADBFAiEA+2rK
xzulp/TmW/RqQRcYehWSpPjHkVmqC30IFKaya30CID3evQz/qckzOPLlBTgW6D6E
uqbkRNfBAdf1VfTcJL5v
-----END TRUSTED CERTIFICATE-----
`

/** The same in a bundle. */
export const pkcs7 = `-----BEGIN PKCS7-----
MIIBugYJKoZIhvcNAQcCoIIBqzCCAacCAQExADALBgkqhkiG9w0BBwGgggGPMIIB
izCCATGgAwIBAgIUfQjngaZnSxly+v5JYCuCMdq+bGcwCgYIKoZIzj0EAwIwGzEZ
MBcGA1UEAwwQY291bnRlcnNpZ24udGVzdDAeFw0yNjExMjMxMjM5MjlaFw0zNjEx
MjAxMjM5MjlaMBsxGTAXBgNVBAMMEGNvdW50ZXJzaWduLnRlc3QwWTATBgcqhkjO
PQIBBggqhkjOPQMBBwNCAARUv9TfrIh9V2fMFAz8686v4yYxewo/rbauXAYVPS9q
NKQb3OoWuABFVqQsBu7ENlag/myiqqxxLGdp90ofwFLWo1MwUTAdBgNVHQ4EFgQU
kndkpdMMYy4Igzu6tANv8ixzFkYwHwYDVR0jBBgwFoAUkndkpdMMYy4Igzu6tANv
8ixzFkYwDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNIADBFAiEA+2rKxzul
p/TmW/RqQRcYehWSpPjHkVmqC30IFKaya30CID3evQz/qckzOPLlBTgW6D6Euqbk
RNfBAdf1VfTcJL5vMQA=
-----END PKCS7-----
`

/** The P-256 key and its certificate as PKCS#12, in base64 (password: test). */
export const pkcs12 = 'MIIEHAIBAzCCA9IGCSqGSIb3DQEHAaCCA8MEggO/MIIDuzCCAnIGCSqGSIb3DQEHBqCCAmMwggJfAgEAMIICWAYJKoZIhvcNAQcBMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAifmytzue+4OgICCAAwDAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEORaeM+G/rPx1oIvnnsHMM+AggHwTQWeYct5HiIQWhcstOb5HmqgbjN/0VLrC3GErVLAOge9OnYPjioHJusJE/ERizh8GBqXFbC1Yv0VYx9DfrvHFflUvP4lvTQu7nQ6sJrH4K4TznhV6GAz2IpdMCQGGo3KKTQlL5pDfWQR8HwukHNBgDxrn8mQORbKZLjByqJgRp5Lf00EnMWv8FaARaBLKjIy/cnZO2IPqhLhGHNixIjuXipgxBP1Ri/41fTC1QAFWpEpCYmcKAVEVW7xGwo6LcYlLcim/t9fp/7CCQK/mJM6youdG3nD7/E6hVl1R7ffrNY9FD2LxzZ2c/ZuTdHelvS5AhdgI69yGii8O9hid4t7RKSx/8k7U6ijuEcEQof/SdXITP7EIPL/TD5UFkYgekO96oZfGRcjh5Jy2w0euXKDkpj4+mG1hN2Th9tVcEeOKtnk4BVmIuxAg8pS4maFMCrTrHUivd304a4B2QGNZuowBjvrtLW8DyWyBb1da0jofddqYc5CYNOgzTDg6m89oqKzqaqGQBOhaifBICXdXD7kfg/M4XGyoB+LNqWiN2XDLBS6O7KZKSg85ZJkyCuxrRYdOQQxsd+W31caTRKqGV24w7QPxvNym/vjl/nJm/x4HAc3lXohwWjJzpKNocGpuHKL9+lguJwN7v7qw8Cpzgag6jCCAUEGCSqGSIb3DQEHAaCCATIEggEuMIIBKjCCASYGCyqGSIb3DQEMCgECoIHvMIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAgQ+5zNnZezHwICCAAwDAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEBUrM5lFwjq05zwgJGZqlQYEgZBxRpFktdm2DMxOM3Rr2Uu1+mavPcFCEjGDtL1qzFF6xWTUNzMRmgWkd2asdZiRDJY2jPl1MckB1sjQOLgacEIzdYyrBS9USkQ1nj+5VMNNxaUpo6w1JlkOoUPm+s/klAVdu8uWygGAao1/SExNyG0TvGnB2komhmR185LiM6MKf+IRuWYp2Wv1KG0IaPQuRr4xJTAjBgkqhkiG9w0BCRUxFgQUU8VyOCh8M8ZU4BuleNArAIgHzHgwQTAxMA0GCWCGSAFlAwQCAQUABCBgrweJqqa1QaaOqrX1x+N7wua8V6BIMMaWZCMe3N3QagQI6Av5lBNW4ZwCAggA'

/** An OpenSSH public key: Rsa. */
export const sshRsaPublic = 'ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQCgHRjkJkymiQ5C1OwO8LtdifunnOHAEgN61HQP1Z+PKcr0i3zyRHYI5aOv+3Rx7RjovBRUcpqD6iTYFeduhDtxWnssTpLxtVVWDwWa3jhoW1wBIk8y69JwTU3U4IgJCv8n9RcqoLz4fr0hyf7qira2Z5zlKllWNxbMGSTKvriap38/rq/uK2lEASYc2cOE41BN31Gc1f4hjFAsBeATMrvDu9/v56gm34SLxjA/pa3tZU1qdeFNApohCZxuR1gblsYZJJQXA5ciQpc8sjTBVLiy2i1qnO29ndioIrqlwtXJrhO6UEAVCs4tf5lTCbgdEEQZePAo6Y4Y8++jkMcME9Q9 someone@example.test'

/** Its private half. */
export const sshRsaPrivate = `-----BEGIN OPENSSH PRIVATE KEY-----
b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAABFwAAAAdzc2gtcn
NhAAAAAwEAAQAAAQEAoB0Y5CZMpokOQtTsDvC7XYn7p5zhwBIDetR0D9WfjynK9It88kR2
COWjr/t0ce0Y6LwUVHKag+ok2BXnboQ7cVp7LE6S8bVVVg8Fmt44aFtcASJPMuvScE1N1O
CICQr/J/UXKqC8+H69Icn+6oq2tmec5SpZVjcWzBkkyr64mqd/P66v7itpRAEmHNnDhONQ
Td9RnNX+IYxQLAXgEzK7w7vf7+eoJt+Ei8YwP6Wt7WVNanXhTQKaIQmcbkdYG5bGGSSUFw
OXIkKXPLI0wVS4stotapztvZ3YqCK6pcLVya4TulBAFQrOLX+ZUwm4HRBEGXjwKOmOGPPv
o5DHDBPUPQAAA9CE7hgChO4YAgAAAAdzc2gtcnNhAAABAQCgHRjkJkymiQ5C1OwO8Ltdif
unnOHAEgN61HQP1Z+PKcr0i3zyRHYI5aOv+3Rx7RjovBRUcpqD6iTYFeduhDtxWnssTpLx
tVVWDwWa3jhoW1wBIk8y69JwTU3U4IgJCv8n9RcqoLz4fr0hyf7qira2Z5zlKllWNxbMGS
TKvriap38/rq/uK2lEASYc2cOE41BN31Gc1f4hjFAsBeATMrvDu9/v56gm34SLxjA/pa3t
ZU1qdeFNApohCZxuR1gblsYZJJQXA5ciQpc8sjTBVLiy2i1qnO29ndioIrqlwtXJrhO6UE
AVCs4tf5lTCbgdEEQZePAo6Y4Y8++jkMcME9Q9AAAAAwEAAQAAAQAM3fRqIUnM+FFVEuyw
Jq29TqFn+YuKy+fLryxvOVOhRafcZHlItDJoH0w65ZJDYDJoQZ/AnupxP20b5bwQ0uo+qc
QhmLmRAxQ13kSCYD6tjun4jVv1U6ONstNWZX+JJSvBd54XpuMzdRFDQzW2finrbq2FHRTL
gOcsGmPX3IvT9xFFYM1p6W9nADdmy7aX3pbKdQP3Prkc3VDae33QnD9bsDJ+eCfmcmSJA7
bvtnd4ouwLh2iQAyUQ8AiQ/RmA/OZ/H2t6QQvWqR4evolz+/Z2MzzIqKL9EbVIzhP5FVid
jbSmS9anuRQFsBmrOiZie8eGr3710dY3gT+SH049jvcBAAAAgDsx25EgSQjDc7s6JY361e
QH780drQ5/rVhgBPaQfo8UQZ/Vtg6UN7okDN8H1uWtt8wYtSeXqrOK5UTk/zG0Nj3cDvoj
AzvS+OB2TYPv2OwEYY4Vdk+ZZNmgbEjPhRM/hLTeTUVu9zBGrJh8I8jkC9nkELLDG+1ive
hBnZaYNWzqAAAAgQDdJFri8v8smcB91PLiYULI24io/DzUPE4hQt0zhodgumk2vKDRfynR
v7E+Wgs0iekkL9DY+ETuQM1ImnJE0asgv8tjPT2rH8Vug5JIwuS+cK4NQxyeJpPvdS2/cr
wz94D+R2qEsF9qbWwTlIzvtHV0ECtW30LeaKPrhdxBycP6mQAAAIEAuVoXppx58fuLAeV/
kcRdD+LLImSVQfXH82zFgAUdrqUEt8hXP/mEr8epnymFYr+ohdptnY1VmUV6/ZSPvKpvfq
f/4rzoO//qMlJeY6P1XhcvevVVfRGPkIvXtszzXaEhsyG7PDE5JEvdobW/Mx6+4QbCHLk3
JXLE2U6gaWnaMUUAAAAUc29tZW9uZUBleGFtcGxlLnRlc3QBAgMEBQYH
-----END OPENSSH PRIVATE KEY-----
`

/** An OpenSSH public key: Ed25519. */
export const sshEd25519Public = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIO+rSif0i63N6qhxd0t3rKw81soL5p1a5iGJzCCsLsEM someone@example.test'

/** Its private half. */
export const sshEd25519Private = `-----BEGIN OPENSSH PRIVATE KEY-----
b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW
QyNTUxOQAAACDvq0on9IutzeqocXdLd6ysPNbKC+adWuYhicwgrC7BDAAAAJiKMrH/ijKx
/wAAAAtzc2gtZWQyNTUxOQAAACDvq0on9IutzeqocXdLd6ysPNbKC+adWuYhicwgrC7BDA
AAAEBkSoxQ6R4hPEu+++Ti+ZnsoV013X2WKYnjapKaU+mNM++rSif0i63N6qhxd0t3rKw8
1soL5p1a5iGJzCCsLsEMAAAAFHNvbWVvbmVAZXhhbXBsZS50ZXN0AQ==
-----END OPENSSH PRIVATE KEY-----
`

/** An OpenSSH public key: P256. */
export const sshP256Public = 'ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBC9nmLj2cq5CnyJ90V0APjiP8Die5y8rq+2N2x2sGf4RWm2EjUO3QaOD+7Ia3gEXvCumVevKVrZvF33HGIc/1e0= someone@example.test'

/** Its private half. */
export const sshP256Private = `-----BEGIN OPENSSH PRIVATE KEY-----
b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAaAAAABNlY2RzYS
1zaGEyLW5pc3RwMjU2AAAACG5pc3RwMjU2AAAAQQQvZ5i49nKuQp8ifdFdAD44j/A4nucv
K6vtjdsdrBn+EVpthI1Dt0Gjg/uyGt4BF7wrplXryla2bxd9xxiHP9XtAAAAsJUEq/+VBK
v/AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBC9nmLj2cq5CnyJ9
0V0APjiP8Die5y8rq+2N2x2sGf4RWm2EjUO3QaOD+7Ia3gEXvCumVevKVrZvF33HGIc/1e
0AAAAgN79V44TTM3+6YpRbwWU4Rndd12phz/JLTnYrD7W8pooAAAAUc29tZW9uZUBleGFt
cGxlLnRlc3QBAgME
-----END OPENSSH PRIVATE KEY-----
`

/** An OpenSSH public key: P384. */
export const sshP384Public = 'ecdsa-sha2-nistp384 AAAAE2VjZHNhLXNoYTItbmlzdHAzODQAAAAIbmlzdHAzODQAAABhBF7v8aGLwW4V7ycFP5R8ZtWbvg59V7KG1csHzOU3REqIjXeciBn5GmEZxcRalocT4N/Kx3g/MEi0eJhG31AX6ZPaibeQFRcwNibSWsbgT7JvF3aYTgaDZzHLNDI2pesBkw== someone@example.test'

/** An OpenSSH public key: P521. */
export const sshP521Public = 'ecdsa-sha2-nistp521 AAAAE2VjZHNhLXNoYTItbmlzdHA1MjEAAAAIbmlzdHA1MjEAAACFBAChoD62px0jRKUmY2nH3LdztLHTNtwJ4hwkTPq2ge+0eiCtF+BTeDCkDdD6vBwsg/WsJq/bmZVz3jiHYrSti4p02gHAhrudl+LttoXqUlEmzpHOt9BPj0Tf1OOR+S7J4l4FkttSWURG3wOXkb8QW0rLO6zqspwhBTb5JxHn2DKqB8x7/Q== someone@example.test'

/** The RSA one in the form of RFC 4716. */
export const ssh2Public = `---- BEGIN SSH2 PUBLIC KEY ----
Comment: "2048-bit RSA, converted by root@vm from OpenSSH"
AAAAB3NzaC1yc2EAAAADAQABAAABAQCgHRjkJkymiQ5C1OwO8LtdifunnOHAEgN61HQP1Z
+PKcr0i3zyRHYI5aOv+3Rx7RjovBRUcpqD6iTYFeduhDtxWnssTpLxtVVWDwWa3jhoW1wB
Ik8y69JwTU3U4IgJCv8n9RcqoLz4fr0hyf7qira2Z5zlKllWNxbMGSTKvriap38/rq/uK2
lEASYc2cOE41BN31Gc1f4hjFAsBeATMrvDu9/v56gm34SLxjA/pa3tZU1qdeFNApohCZxu
R1gblsYZJJQXA5ciQpc8sjTBVLiy2i1qnO29ndioIrqlwtXJrhO6UEAVCs4tf5lTCbgdEE
QZePAo6Y4Y8++jkMcME9Q9
---- END SSH2 PUBLIC KEY ----
`

/** The RSA one, converted by ssh-keygen. */
export const sshRsaSpki = `-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAoB0Y5CZMpokOQtTsDvC7
XYn7p5zhwBIDetR0D9WfjynK9It88kR2COWjr/t0ce0Y6LwUVHKag+ok2BXnboQ7
cVp7LE6S8bVVVg8Fmt44aFtcASJPMuvScE1N1OCICQr/J/UXKqC8+H69Icn+6oq2
tmec5SpZVjcWzBkkyr64mqd/P66v7itpRAEmHNnDhONQTd9RnNX+IYxQLAXgEzK7
w7vf7+eoJt+Ei8YwP6Wt7WVNanXhTQKaIQmcbkdYG5bGGSSUFwOXIkKXPLI0wVS4
stotapztvZ3YqCK6pcLVya4TulBAFQrOLX+ZUwm4HRBEGXjwKOmOGPPvo5DHDBPU
PQIDAQAB
-----END PUBLIC KEY-----
`

/** A PuTTY key file, as far as its first lines. */
export const putty = `PuTTY-User-Key-File-3: ssh-ed25519
Encryption: none
Comment: someone@example.test
Public-Lines: 2
AAAAC3NzaC1lZDI1NTE5AAAAIGwLQ
`

/** RSA public keys with unsound numbers, each as PEM and as JWK. */
export const unsoundRsa = {
  "exponentOne": {
    "pem": "-----BEGIN PUBLIC KEY-----\nMIIBIDANBgkqhkiG9w0BAQEFAAOCAQ0AMIIBCAKCAQEAz7fELADvnb/LwfWLPes6\nfhCD4jXiKTJhtLyAZiWPNJ/dvMvGiSoRtFoXikt5XAvmHG5A/dtvDCTjNq/hF5uc\nJ4BMvhr5cFArjyvJgylp+UKduSwo21e9SqkY1EoqzWYLTdjNq3FaiivWQtGvy5M0\nOlLX5wLSmxzKClQ1HjLvkqh8MDsNVelLNnr5+llpeh//NGhQJvlybDnwrPjLhaSE\nVKJqODp9GTx4vy+koJ3Tsibo3cI2A9aJqtrRHPNhA+FqnWSc9e6S5C91wTXRQRD2\nr1QcXiQJRqjdrfokGKyPq+1u71xT9zNISgFvCtB2d2qbHhWnSbC7tnQu3lQtrJOF\n3QIBAQ==\n-----END PUBLIC KEY-----\n",
    "jwk": {
      "kty": "RSA",
      "n": "z7fELADvnb_LwfWLPes6fhCD4jXiKTJhtLyAZiWPNJ_dvMvGiSoRtFoXikt5XAvmHG5A_dtvDCTjNq_hF5ucJ4BMvhr5cFArjyvJgylp-UKduSwo21e9SqkY1EoqzWYLTdjNq3FaiivWQtGvy5M0OlLX5wLSmxzKClQ1HjLvkqh8MDsNVelLNnr5-llpeh__NGhQJvlybDnwrPjLhaSEVKJqODp9GTx4vy-koJ3Tsibo3cI2A9aJqtrRHPNhA-FqnWSc9e6S5C91wTXRQRD2r1QcXiQJRqjdrfokGKyPq-1u71xT9zNISgFvCtB2d2qbHhWnSbC7tnQu3lQtrJOF3Q",
      "e": "AQ"
    }
  },
  "exponentZero": {
    "pem": "-----BEGIN PUBLIC KEY-----\nMIIBIDANBgkqhkiG9w0BAQEFAAOCAQ0AMIIBCAKCAQEAz7fELADvnb/LwfWLPes6\nfhCD4jXiKTJhtLyAZiWPNJ/dvMvGiSoRtFoXikt5XAvmHG5A/dtvDCTjNq/hF5uc\nJ4BMvhr5cFArjyvJgylp+UKduSwo21e9SqkY1EoqzWYLTdjNq3FaiivWQtGvy5M0\nOlLX5wLSmxzKClQ1HjLvkqh8MDsNVelLNnr5+llpeh//NGhQJvlybDnwrPjLhaSE\nVKJqODp9GTx4vy+koJ3Tsibo3cI2A9aJqtrRHPNhA+FqnWSc9e6S5C91wTXRQRD2\nr1QcXiQJRqjdrfokGKyPq+1u71xT9zNISgFvCtB2d2qbHhWnSbC7tnQu3lQtrJOF\n3QIBAA==\n-----END PUBLIC KEY-----\n",
    "jwk": {
      "kty": "RSA",
      "n": "z7fELADvnb_LwfWLPes6fhCD4jXiKTJhtLyAZiWPNJ_dvMvGiSoRtFoXikt5XAvmHG5A_dtvDCTjNq_hF5ucJ4BMvhr5cFArjyvJgylp-UKduSwo21e9SqkY1EoqzWYLTdjNq3FaiivWQtGvy5M0OlLX5wLSmxzKClQ1HjLvkqh8MDsNVelLNnr5-llpeh__NGhQJvlybDnwrPjLhaSEVKJqODp9GTx4vy-koJ3Tsibo3cI2A9aJqtrRHPNhA-FqnWSc9e6S5C91wTXRQRD2r1QcXiQJRqjdrfokGKyPq-1u71xT9zNISgFvCtB2d2qbHhWnSbC7tnQu3lQtrJOF3Q",
      "e": "AA"
    }
  },
  "exponentTwo": {
    "pem": "-----BEGIN PUBLIC KEY-----\nMIIBIDANBgkqhkiG9w0BAQEFAAOCAQ0AMIIBCAKCAQEAz7fELADvnb/LwfWLPes6\nfhCD4jXiKTJhtLyAZiWPNJ/dvMvGiSoRtFoXikt5XAvmHG5A/dtvDCTjNq/hF5uc\nJ4BMvhr5cFArjyvJgylp+UKduSwo21e9SqkY1EoqzWYLTdjNq3FaiivWQtGvy5M0\nOlLX5wLSmxzKClQ1HjLvkqh8MDsNVelLNnr5+llpeh//NGhQJvlybDnwrPjLhaSE\nVKJqODp9GTx4vy+koJ3Tsibo3cI2A9aJqtrRHPNhA+FqnWSc9e6S5C91wTXRQRD2\nr1QcXiQJRqjdrfokGKyPq+1u71xT9zNISgFvCtB2d2qbHhWnSbC7tnQu3lQtrJOF\n3QIBAg==\n-----END PUBLIC KEY-----\n",
    "jwk": {
      "kty": "RSA",
      "n": "z7fELADvnb_LwfWLPes6fhCD4jXiKTJhtLyAZiWPNJ_dvMvGiSoRtFoXikt5XAvmHG5A_dtvDCTjNq_hF5ucJ4BMvhr5cFArjyvJgylp-UKduSwo21e9SqkY1EoqzWYLTdjNq3FaiivWQtGvy5M0OlLX5wLSmxzKClQ1HjLvkqh8MDsNVelLNnr5-llpeh__NGhQJvlybDnwrPjLhaSEVKJqODp9GTx4vy-koJ3Tsibo3cI2A9aJqtrRHPNhA-FqnWSc9e6S5C91wTXRQRD2r1QcXiQJRqjdrfokGKyPq-1u71xT9zNISgFvCtB2d2qbHhWnSbC7tnQu3lQtrJOF3Q",
      "e": "Ag"
    }
  },
  "exponentEven": {
    "pem": "-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAz7fELADvnb/LwfWLPes6\nfhCD4jXiKTJhtLyAZiWPNJ/dvMvGiSoRtFoXikt5XAvmHG5A/dtvDCTjNq/hF5uc\nJ4BMvhr5cFArjyvJgylp+UKduSwo21e9SqkY1EoqzWYLTdjNq3FaiivWQtGvy5M0\nOlLX5wLSmxzKClQ1HjLvkqh8MDsNVelLNnr5+llpeh//NGhQJvlybDnwrPjLhaSE\nVKJqODp9GTx4vy+koJ3Tsibo3cI2A9aJqtrRHPNhA+FqnWSc9e6S5C91wTXRQRD2\nr1QcXiQJRqjdrfokGKyPq+1u71xT9zNISgFvCtB2d2qbHhWnSbC7tnQu3lQtrJOF\n3QIDAQAA\n-----END PUBLIC KEY-----\n",
    "jwk": {
      "kty": "RSA",
      "n": "z7fELADvnb_LwfWLPes6fhCD4jXiKTJhtLyAZiWPNJ_dvMvGiSoRtFoXikt5XAvmHG5A_dtvDCTjNq_hF5ucJ4BMvhr5cFArjyvJgylp-UKduSwo21e9SqkY1EoqzWYLTdjNq3FaiivWQtGvy5M0OlLX5wLSmxzKClQ1HjLvkqh8MDsNVelLNnr5-llpeh__NGhQJvlybDnwrPjLhaSEVKJqODp9GTx4vy-koJ3Tsibo3cI2A9aJqtrRHPNhA-FqnWSc9e6S5C91wTXRQRD2r1QcXiQJRqjdrfokGKyPq-1u71xT9zNISgFvCtB2d2qbHhWnSbC7tnQu3lQtrJOF3Q",
      "e": "AQAA"
    }
  },
  "exponentHuge": {
    "pem": "-----BEGIN PUBLIC KEY-----\nMIIBJDANBgkqhkiG9w0BAQEFAAOCAREAMIIBDAKCAQEAz7fELADvnb/LwfWLPes6\nfhCD4jXiKTJhtLyAZiWPNJ/dvMvGiSoRtFoXikt5XAvmHG5A/dtvDCTjNq/hF5uc\nJ4BMvhr5cFArjyvJgylp+UKduSwo21e9SqkY1EoqzWYLTdjNq3FaiivWQtGvy5M0\nOlLX5wLSmxzKClQ1HjLvkqh8MDsNVelLNnr5+llpeh//NGhQJvlybDnwrPjLhaSE\nVKJqODp9GTx4vy+koJ3Tsibo3cI2A9aJqtrRHPNhA+FqnWSc9e6S5C91wTXRQRD2\nr1QcXiQJRqjdrfokGKyPq+1u71xT9zNISgFvCtB2d2qbHhWnSbC7tnQu3lQtrJOF\n3QIFAQAAAAE=\n-----END PUBLIC KEY-----\n",
    "jwk": {
      "kty": "RSA",
      "n": "z7fELADvnb_LwfWLPes6fhCD4jXiKTJhtLyAZiWPNJ_dvMvGiSoRtFoXikt5XAvmHG5A_dtvDCTjNq_hF5ucJ4BMvhr5cFArjyvJgylp-UKduSwo21e9SqkY1EoqzWYLTdjNq3FaiivWQtGvy5M0OlLX5wLSmxzKClQ1HjLvkqh8MDsNVelLNnr5-llpeh__NGhQJvlybDnwrPjLhaSEVKJqODp9GTx4vy-koJ3Tsibo3cI2A9aJqtrRHPNhA-FqnWSc9e6S5C91wTXRQRD2r1QcXiQJRqjdrfokGKyPq-1u71xT9zNISgFvCtB2d2qbHhWnSbC7tnQu3lQtrJOF3Q",
      "e": "AQAAAAE"
    }
  },
  "exponentVeryHuge": {
    "pem": "-----BEGIN PUBLIC KEY-----\nMIICITANBgkqhkiG9w0BAQEFAAOCAg4AMIICCQKCAQEAz7fELADvnb/LwfWLPes6\nfhCD4jXiKTJhtLyAZiWPNJ/dvMvGiSoRtFoXikt5XAvmHG5A/dtvDCTjNq/hF5uc\nJ4BMvhr5cFArjyvJgylp+UKduSwo21e9SqkY1EoqzWYLTdjNq3FaiivWQtGvy5M0\nOlLX5wLSmxzKClQ1HjLvkqh8MDsNVelLNnr5+llpeh//NGhQJvlybDnwrPjLhaSE\nVKJqODp9GTx4vy+koJ3Tsibo3cI2A9aJqtrRHPNhA+FqnWSc9e6S5C91wTXRQRD2\nr1QcXiQJRqjdrfokGKyPq+1u71xT9zNISgFvCtB2d2qbHhWnSbC7tnQu3lQtrJOF\n3QKCAQB/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/\nf39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/\nf39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/\nf39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/\nf39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/\nf39/f39/f39/f39/f39/f39/f39/\n-----END PUBLIC KEY-----\n",
    "jwk": {
      "kty": "RSA",
      "n": "z7fELADvnb_LwfWLPes6fhCD4jXiKTJhtLyAZiWPNJ_dvMvGiSoRtFoXikt5XAvmHG5A_dtvDCTjNq_hF5ucJ4BMvhr5cFArjyvJgylp-UKduSwo21e9SqkY1EoqzWYLTdjNq3FaiivWQtGvy5M0OlLX5wLSmxzKClQ1HjLvkqh8MDsNVelLNnr5-llpeh__NGhQJvlybDnwrPjLhaSEVKJqODp9GTx4vy-koJ3Tsibo3cI2A9aJqtrRHPNhA-FqnWSc9e6S5C91wTXRQRD2r1QcXiQJRqjdrfokGKyPq-1u71xT9zNISgFvCtB2d2qbHhWnSbC7tnQu3lQtrJOF3Q",
      "e": "f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_fw"
    }
  },
  "modulusEven": {
    "pem": "-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAz7fELADvnb/LwfWLPes6\nfhCD4jXiKTJhtLyAZiWPNJ/dvMvGiSoRtFoXikt5XAvmHG5A/dtvDCTjNq/hF5uc\nJ4BMvhr5cFArjyvJgylp+UKduSwo21e9SqkY1EoqzWYLTdjNq3FaiivWQtGvy5M0\nOlLX5wLSmxzKClQ1HjLvkqh8MDsNVelLNnr5+llpeh//NGhQJvlybDnwrPjLhaSE\nVKJqODp9GTx4vy+koJ3Tsibo3cI2A9aJqtrRHPNhA+FqnWSc9e6S5C91wTXRQRD2\nr1QcXiQJRqjdrfokGKyPq+1u71xT9zNISgFvCtB2d2qbHhWnSbC7tnQu3lQtrJOF\n3AIDAQAB\n-----END PUBLIC KEY-----\n",
    "jwk": {
      "kty": "RSA",
      "n": "z7fELADvnb_LwfWLPes6fhCD4jXiKTJhtLyAZiWPNJ_dvMvGiSoRtFoXikt5XAvmHG5A_dtvDCTjNq_hF5ucJ4BMvhr5cFArjyvJgylp-UKduSwo21e9SqkY1EoqzWYLTdjNq3FaiivWQtGvy5M0OlLX5wLSmxzKClQ1HjLvkqh8MDsNVelLNnr5-llpeh__NGhQJvlybDnwrPjLhaSEVKJqODp9GTx4vy-koJ3Tsibo3cI2A9aJqtrRHPNhA-FqnWSc9e6S5C91wTXRQRD2r1QcXiQJRqjdrfokGKyPq-1u71xT9zNISgFvCtB2d2qbHhWnSbC7tnQu3lQtrJOF3A",
      "e": "AQAB"
    }
  },
  "modulusHuge": {
    "pem": "-----BEGIN PUBLIC KEY-----\nMIIIIjANBgkqhkiG9w0BAQEFAAOCCA8AMIIICgKCCAF/f39/f39/f39/f39/f39/\nf39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/\nf39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/\nf39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/\nf39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/\nf39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/\nf39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/\nf39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/\nf39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/\nf39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/\nf39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/\nf39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/\nf39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/\nf39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/\nf39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/\nf39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/\nf39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/\nf39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/\nf39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/\nf39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/\nf39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/\nf39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/\nf39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/\nf39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/\nf39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/\nf39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/\nf39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/\nf39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/\nf39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/\nf39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/\nf39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/\nf39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/\nf39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/\nf39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/\nf39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/\nf39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/\nf39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/\nf39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/\nf39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/\nf39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/\nf39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/\nf39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/\nf39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/f39/\nf39/f39/f39/f39/f39/f38CAwEAAQ==\n-----END PUBLIC KEY-----\n",
    "jwk": {
      "kty": "RSA",
      "n": "f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_f39_",
      "e": "AQAB"
    }
  }
}

/** EC public keys that are no points of their curve, each as PEM and as JWK. */
export const unsoundEc = {
  "P-256": {
    "yChanged": {
      "pem": "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEVL/U36yIfVdnzBQM/OvOr+MmMXsK\nP622rlwGFT0vajSkG9zqFrgARVakLAbuxDZWoP5soqqscSxnafdKH8BS1w==\n-----END PUBLIC KEY-----\n",
      "jwk": {
        "kty": "EC",
        "crv": "P-256",
        "x": "VL_U36yIfVdnzBQM_OvOr-MmMXsKP622rlwGFT0vajQ",
        "y": "pBvc6ha4AEVWpCwG7sQ2VqD-bKKqrHEsZ2n3Sh_AUtc"
      }
    },
    "swapped": {
      "pem": "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEpBvc6ha4AEVWpCwG7sQ2VqD+bKKq\nrHEsZ2n3Sh/AUtZUv9TfrIh9V2fMFAz8686v4yYxewo/rbauXAYVPS9qNA==\n-----END PUBLIC KEY-----\n",
      "jwk": {
        "kty": "EC",
        "crv": "P-256",
        "x": "pBvc6ha4AEVWpCwG7sQ2VqD-bKKqrHEsZ2n3Sh_AUtY",
        "y": "VL_U36yIfVdnzBQM_OvOr-MmMXsKP622rlwGFT0vajQ"
      }
    },
    "origin": {
      "pem": "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEAAAAAAAAAAAAAAAAAAAAAAAAAAAA\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==\n-----END PUBLIC KEY-----\n",
      "jwk": {
        "kty": "EC",
        "crv": "P-256",
        "x": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "y": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
      }
    },
    "fieldPrime": {
      "pem": "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE/////wAAAAEAAAAAAAAAAAAAAAD/\n//////////////+kG9zqFrgARVakLAbuxDZWoP5soqqscSxnafdKH8BS1g==\n-----END PUBLIC KEY-----\n",
      "jwk": {
        "kty": "EC",
        "crv": "P-256",
        "x": "_____wAAAAEAAAAAAAAAAAAAAAD_______________8",
        "y": "pBvc6ha4AEVWpCwG7sQ2VqD-bKKqrHEsZ2n3Sh_AUtY"
      }
    },
    "allOnes": {
      "pem": "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE////////////////////////////\n/////////////////////////////////////////////////////////w==\n-----END PUBLIC KEY-----\n",
      "jwk": {
        "kty": "EC",
        "crv": "P-256",
        "x": "__________________________________________8",
        "y": "__________________________________________8"
      }
    }
  },
  "P-384": {
    "yChanged": {
      "pem": "-----BEGIN PUBLIC KEY-----\nMHYwEAYHKoZIzj0CAQYFK4EEACIDYgAE7NFF1rtOdwEeQmiCsk3H+taHUIY2SAqb\nBESaQxEuUp0RQ+2LYcIdze4zNlzhztpHC7nj1zShswuh1M8YcqLxgo+9t7O2MrOr\nAy/FKR6/S+7obWpGL45j1zceA4+cKtX4\n-----END PUBLIC KEY-----\n",
      "jwk": {
        "kty": "EC",
        "crv": "P-384",
        "x": "7NFF1rtOdwEeQmiCsk3H-taHUIY2SAqbBESaQxEuUp0RQ-2LYcIdze4zNlzhztpH",
        "y": "C7nj1zShswuh1M8YcqLxgo-9t7O2MrOrAy_FKR6_S-7obWpGL45j1zceA4-cKtX4"
      }
    },
    "swapped": {
      "pem": "-----BEGIN PUBLIC KEY-----\nMHYwEAYHKoZIzj0CAQYFK4EEACIDYgAEC7nj1zShswuh1M8YcqLxgo+9t7O2MrOr\nAy/FKR6/S+7obWpGL45j1zceA4+cKtX57NFF1rtOdwEeQmiCsk3H+taHUIY2SAqb\nBESaQxEuUp0RQ+2LYcIdze4zNlzhztpH\n-----END PUBLIC KEY-----\n",
      "jwk": {
        "kty": "EC",
        "crv": "P-384",
        "x": "C7nj1zShswuh1M8YcqLxgo-9t7O2MrOrAy_FKR6_S-7obWpGL45j1zceA4-cKtX5",
        "y": "7NFF1rtOdwEeQmiCsk3H-taHUIY2SAqbBESaQxEuUp0RQ-2LYcIdze4zNlzhztpH"
      }
    },
    "origin": {
      "pem": "-----BEGIN PUBLIC KEY-----\nMHYwEAYHKoZIzj0CAQYFK4EEACIDYgAEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n-----END PUBLIC KEY-----\n",
      "jwk": {
        "kty": "EC",
        "crv": "P-384",
        "x": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "y": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
      }
    },
    "fieldPrime": {
      "pem": "-----BEGIN PUBLIC KEY-----\nMHYwEAYHKoZIzj0CAQYFK4EEACIDYgAE////////////////////////////////\n//////////7/////AAAAAAAAAAD/////C7nj1zShswuh1M8YcqLxgo+9t7O2MrOr\nAy/FKR6/S+7obWpGL45j1zceA4+cKtX5\n-----END PUBLIC KEY-----\n",
      "jwk": {
        "kty": "EC",
        "crv": "P-384",
        "x": "__________________________________________7_____AAAAAAAAAAD_____",
        "y": "C7nj1zShswuh1M8YcqLxgo-9t7O2MrOrAy_FKR6_S-7obWpGL45j1zceA4-cKtX5"
      }
    },
    "allOnes": {
      "pem": "-----BEGIN PUBLIC KEY-----\nMHYwEAYHKoZIzj0CAQYFK4EEACIDYgAE////////////////////////////////\n////////////////////////////////////////////////////////////////\n////////////////////////////////\n-----END PUBLIC KEY-----\n",
      "jwk": {
        "kty": "EC",
        "crv": "P-384",
        "x": "________________________________________________________________",
        "y": "________________________________________________________________"
      }
    }
  },
  "P-521": {
    "yChanged": {
      "pem": "-----BEGIN PUBLIC KEY-----\nMIGbMBAGByqGSM49AgEGBSuBBAAjA4GGAAQBOikjfUbufblpL4hOvCe0lPkVbT4Z\nlb/cNOKizjTaP/HQmy3BG6BZ3R7S1tDcg2/fa4whovsD8RwkiOL3ISajwQQBxH4d\nzsJAizVMxxRBNjM06McoYzK1Pa/3Mf0lTNXtYdbPwoenRMexEv0EEAWN78NrTnVT\nAKBaPZB5DVT4t69hkqY=\n-----END PUBLIC KEY-----\n",
      "jwk": {
        "kty": "EC",
        "crv": "P-521",
        "x": "ATopI31G7n25aS-ITrwntJT5FW0-GZW_3DTios402j_x0JstwRugWd0e0tbQ3INv32uMIaL7A_EcJIji9yEmo8EE",
        "y": "AcR-Hc7CQIs1TMcUQTYzNOjHKGMytT2v9zH9JUzV7WHWz8KHp0THsRL9BBAFje_Da051UwCgWj2QeQ1U-LevYZKm"
      }
    },
    "swapped": {
      "pem": "-----BEGIN PUBLIC KEY-----\nMIGbMBAGByqGSM49AgEGBSuBBAAjA4GGAAQBxH4dzsJAizVMxxRBNjM06McoYzK1\nPa/3Mf0lTNXtYdbPwoenRMexEv0EEAWN78NrTnVTAKBaPZB5DVT4t69hkqcBOikj\nfUbufblpL4hOvCe0lPkVbT4Zlb/cNOKizjTaP/HQmy3BG6BZ3R7S1tDcg2/fa4wh\novsD8RwkiOL3ISajwQQ=\n-----END PUBLIC KEY-----\n",
      "jwk": {
        "kty": "EC",
        "crv": "P-521",
        "x": "AcR-Hc7CQIs1TMcUQTYzNOjHKGMytT2v9zH9JUzV7WHWz8KHp0THsRL9BBAFje_Da051UwCgWj2QeQ1U-LevYZKn",
        "y": "ATopI31G7n25aS-ITrwntJT5FW0-GZW_3DTios402j_x0JstwRugWd0e0tbQ3INv32uMIaL7A_EcJIji9yEmo8EE"
      }
    },
    "origin": {
      "pem": "-----BEGIN PUBLIC KEY-----\nMIGbMBAGByqGSM49AgEGBSuBBAAjA4GGAAQAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\nAAAAAAAAAAAAAAAAAAA=\n-----END PUBLIC KEY-----\n",
      "jwk": {
        "kty": "EC",
        "crv": "P-521",
        "x": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "y": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
      }
    },
    "fieldPrime": {
      "pem": "-----BEGIN PUBLIC KEY-----\nMIGbMBAGByqGSM49AgEGBSuBBAAjA4GGAAQB////////////////////////////\n//////////////////////////////////////////////////////////8BxH4d\nzsJAizVMxxRBNjM06McoYzK1Pa/3Mf0lTNXtYdbPwoenRMexEv0EEAWN78NrTnVT\nAKBaPZB5DVT4t69hkqc=\n-----END PUBLIC KEY-----\n",
      "jwk": {
        "kty": "EC",
        "crv": "P-521",
        "x": "Af______________________________________________________________________________________",
        "y": "AcR-Hc7CQIs1TMcUQTYzNOjHKGMytT2v9zH9JUzV7WHWz8KHp0THsRL9BBAFje_Da051UwCgWj2QeQ1U-LevYZKn"
      }
    },
    "allOnes": {
      "pem": "-----BEGIN PUBLIC KEY-----\nMIGbMBAGByqGSM49AgEGBSuBBAAjA4GGAAT/////////////////////////////\n////////////////////////////////////////////////////////////////\n////////////////////////////////////////////////////////////////\n//////////////////8=\n-----END PUBLIC KEY-----\n",
      "jwk": {
        "kty": "EC",
        "crv": "P-521",
        "x": "________________________________________________________________________________________",
        "y": "________________________________________________________________________________________"
      }
    },
    "xAboveField": {
      "pem": "-----BEGIN PUBLIC KEY-----\nMIGbMBAGByqGSM49AgEGBSuBBAAjA4GGAAQDOikjfUbufblpL4hOvCe0lPkVbT4Z\nlb/cNOKizjTaP/HQmy3BG6BZ3R7S1tDcg2/fa4whovsD8RwkiOL3ISajwQMBxH4d\nzsJAizVMxxRBNjM06McoYzK1Pa/3Mf0lTNXtYdbPwoenRMexEv0EEAWN78NrTnVT\nAKBaPZB5DVT4t69hkqc=\n-----END PUBLIC KEY-----\n",
      "jwk": {
        "kty": "EC",
        "crv": "P-521",
        "x": "AzopI31G7n25aS-ITrwntJT5FW0-GZW_3DTios402j_x0JstwRugWd0e0tbQ3INv32uMIaL7A_EcJIji9yEmo8ED",
        "y": "AcR-Hc7CQIs1TMcUQTYzNOjHKGMytT2v9zH9JUzV7WHWz8KHp0THsRL9BBAFje_Da051UwCgWj2QeQ1U-LevYZKn"
      }
    },
    "yAboveField": {
      "pem": "-----BEGIN PUBLIC KEY-----\nMIGbMBAGByqGSM49AgEGBSuBBAAjA4GGAAQBOikjfUbufblpL4hOvCe0lPkVbT4Z\nlb/cNOKizjTaP/HQmy3BG6BZ3R7S1tDcg2/fa4whovsD8RwkiOL3ISajwQQDxH4d\nzsJAizVMxxRBNjM06McoYzK1Pa/3Mf0lTNXtYdbPwoenRMexEv0EEAWN78NrTnVT\nAKBaPZB5DVT4t69hkqY=\n-----END PUBLIC KEY-----\n",
      "jwk": {
        "kty": "EC",
        "crv": "P-521",
        "x": "ATopI31G7n25aS-ITrwntJT5FW0-GZW_3DTios402j_x0JstwRugWd0e0tbQ3INv32uMIaL7A_EcJIji9yEmo8EE",
        "y": "A8R-Hc7CQIs1TMcUQTYzNOjHKGMytT2v9zH9JUzV7WHWz8KHp0THsRL9BBAFje_Da051UwCgWj2QeQ1U-LevYZKm"
      }
    }
  }
}

/** Ed25519 public keys: points of small order, encodings that are not canonical, numbers that are no points. */
export const unsoundEd25519 = {
  "smallOrder": [
    {
      "pem": "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAAQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n-----END PUBLIC KEY-----\n",
      "jwk": {
        "kty": "OKP",
        "crv": "Ed25519",
        "x": "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
      }
    },
    {
      "pem": "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAAQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAIA=\n-----END PUBLIC KEY-----\n",
      "jwk": {
        "kty": "OKP",
        "crv": "Ed25519",
        "x": "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAIA"
      }
    },
    {
      "pem": "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA7P///////////////////////////////////////38=\n-----END PUBLIC KEY-----\n",
      "jwk": {
        "kty": "OKP",
        "crv": "Ed25519",
        "x": "7P_______________________________________38"
      }
    },
    {
      "pem": "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA7P////////////////////////////////////////8=\n-----END PUBLIC KEY-----\n",
      "jwk": {
        "kty": "OKP",
        "crv": "Ed25519",
        "x": "7P________________________________________8"
      }
    },
    {
      "pem": "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n-----END PUBLIC KEY-----\n",
      "jwk": {
        "kty": "OKP",
        "crv": "Ed25519",
        "x": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
      }
    },
    {
      "pem": "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAIA=\n-----END PUBLIC KEY-----\n",
      "jwk": {
        "kty": "OKP",
        "crv": "Ed25519",
        "x": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAIA"
      }
    },
    {
      "pem": "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAJuiVj8KyJ7BFw/SJ8u+Y8NXfrAXTxjM5sTgCiG1T/AU=\n-----END PUBLIC KEY-----\n",
      "jwk": {
        "kty": "OKP",
        "crv": "Ed25519",
        "x": "JuiVj8KyJ7BFw_SJ8u-Y8NXfrAXTxjM5sTgCiG1T_AU"
      }
    },
    {
      "pem": "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAJuiVj8KyJ7BFw/SJ8u+Y8NXfrAXTxjM5sTgCiG1T/IU=\n-----END PUBLIC KEY-----\n",
      "jwk": {
        "kty": "OKP",
        "crv": "Ed25519",
        "x": "JuiVj8KyJ7BFw_SJ8u-Y8NXfrAXTxjM5sTgCiG1T_IU"
      }
    },
    {
      "pem": "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAxxdqcD1N2E+6PAt2DRBnDyogU/osOczGTsf9d5KsA3o=\n-----END PUBLIC KEY-----\n",
      "jwk": {
        "kty": "OKP",
        "crv": "Ed25519",
        "x": "xxdqcD1N2E-6PAt2DRBnDyogU_osOczGTsf9d5KsA3o"
      }
    },
    {
      "pem": "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAxxdqcD1N2E+6PAt2DRBnDyogU/osOczGTsf9d5KsA/o=\n-----END PUBLIC KEY-----\n",
      "jwk": {
        "kty": "OKP",
        "crv": "Ed25519",
        "x": "xxdqcD1N2E-6PAt2DRBnDyogU_osOczGTsf9d5KsA_o"
      }
    }
  ],
  "notCanonical": [
    {
      "pem": "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA7f///////////////////////////////////////38=\n-----END PUBLIC KEY-----\n",
      "jwk": {
        "kty": "OKP",
        "crv": "Ed25519",
        "x": "7f_______________________________________38"
      }
    },
    {
      "pem": "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA7f////////////////////////////////////////8=\n-----END PUBLIC KEY-----\n",
      "jwk": {
        "kty": "OKP",
        "crv": "Ed25519",
        "x": "7f________________________________________8"
      }
    },
    {
      "pem": "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA7v///////////////////////////////////////38=\n-----END PUBLIC KEY-----\n",
      "jwk": {
        "kty": "OKP",
        "crv": "Ed25519",
        "x": "7v_______________________________________38"
      }
    },
    {
      "pem": "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA7v////////////////////////////////////////8=\n-----END PUBLIC KEY-----\n",
      "jwk": {
        "kty": "OKP",
        "crv": "Ed25519",
        "x": "7v________________________________________8"
      }
    },
    {
      "pem": "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA7////////////////////////////////////////38=\n-----END PUBLIC KEY-----\n",
      "jwk": {
        "kty": "OKP",
        "crv": "Ed25519",
        "x": "7________________________________________38"
      }
    },
    {
      "pem": "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA7/////////////////////////////////////////8=\n-----END PUBLIC KEY-----\n",
      "jwk": {
        "kty": "OKP",
        "crv": "Ed25519",
        "x": "7_________________________________________8"
      }
    },
    {
      "pem": "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA8P///////////////////////////////////////38=\n-----END PUBLIC KEY-----\n",
      "jwk": {
        "kty": "OKP",
        "crv": "Ed25519",
        "x": "8P_______________________________________38"
      }
    },
    {
      "pem": "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA8P////////////////////////////////////////8=\n-----END PUBLIC KEY-----\n",
      "jwk": {
        "kty": "OKP",
        "crv": "Ed25519",
        "x": "8P________________________________________8"
      }
    },
    {
      "pem": "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA8f///////////////////////////////////////38=\n-----END PUBLIC KEY-----\n",
      "jwk": {
        "kty": "OKP",
        "crv": "Ed25519",
        "x": "8f_______________________________________38"
      }
    },
    {
      "pem": "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA8f////////////////////////////////////////8=\n-----END PUBLIC KEY-----\n",
      "jwk": {
        "kty": "OKP",
        "crv": "Ed25519",
        "x": "8f________________________________________8"
      }
    },
    {
      "pem": "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA8v///////////////////////////////////////38=\n-----END PUBLIC KEY-----\n",
      "jwk": {
        "kty": "OKP",
        "crv": "Ed25519",
        "x": "8v_______________________________________38"
      }
    },
    {
      "pem": "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA8v////////////////////////////////////////8=\n-----END PUBLIC KEY-----\n",
      "jwk": {
        "kty": "OKP",
        "crv": "Ed25519",
        "x": "8v________________________________________8"
      }
    },
    {
      "pem": "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA8////////////////////////////////////////38=\n-----END PUBLIC KEY-----\n",
      "jwk": {
        "kty": "OKP",
        "crv": "Ed25519",
        "x": "8________________________________________38"
      }
    },
    {
      "pem": "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA8/////////////////////////////////////////8=\n-----END PUBLIC KEY-----\n",
      "jwk": {
        "kty": "OKP",
        "crv": "Ed25519",
        "x": "8_________________________________________8"
      }
    },
    {
      "pem": "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA9P///////////////////////////////////////38=\n-----END PUBLIC KEY-----\n",
      "jwk": {
        "kty": "OKP",
        "crv": "Ed25519",
        "x": "9P_______________________________________38"
      }
    },
    {
      "pem": "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA9P////////////////////////////////////////8=\n-----END PUBLIC KEY-----\n",
      "jwk": {
        "kty": "OKP",
        "crv": "Ed25519",
        "x": "9P________________________________________8"
      }
    },
    {
      "pem": "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA9f///////////////////////////////////////38=\n-----END PUBLIC KEY-----\n",
      "jwk": {
        "kty": "OKP",
        "crv": "Ed25519",
        "x": "9f_______________________________________38"
      }
    },
    {
      "pem": "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA9f////////////////////////////////////////8=\n-----END PUBLIC KEY-----\n",
      "jwk": {
        "kty": "OKP",
        "crv": "Ed25519",
        "x": "9f________________________________________8"
      }
    },
    {
      "pem": "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA9v///////////////////////////////////////38=\n-----END PUBLIC KEY-----\n",
      "jwk": {
        "kty": "OKP",
        "crv": "Ed25519",
        "x": "9v_______________________________________38"
      }
    },
    {
      "pem": "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA9v////////////////////////////////////////8=\n-----END PUBLIC KEY-----\n",
      "jwk": {
        "kty": "OKP",
        "crv": "Ed25519",
        "x": "9v________________________________________8"
      }
    },
    {
      "pem": "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA9////////////////////////////////////////38=\n-----END PUBLIC KEY-----\n",
      "jwk": {
        "kty": "OKP",
        "crv": "Ed25519",
        "x": "9________________________________________38"
      }
    },
    {
      "pem": "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA9/////////////////////////////////////////8=\n-----END PUBLIC KEY-----\n",
      "jwk": {
        "kty": "OKP",
        "crv": "Ed25519",
        "x": "9_________________________________________8"
      }
    },
    {
      "pem": "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA+P///////////////////////////////////////38=\n-----END PUBLIC KEY-----\n",
      "jwk": {
        "kty": "OKP",
        "crv": "Ed25519",
        "x": "-P_______________________________________38"
      }
    },
    {
      "pem": "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA+P////////////////////////////////////////8=\n-----END PUBLIC KEY-----\n",
      "jwk": {
        "kty": "OKP",
        "crv": "Ed25519",
        "x": "-P________________________________________8"
      }
    },
    {
      "pem": "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA+f///////////////////////////////////////38=\n-----END PUBLIC KEY-----\n",
      "jwk": {
        "kty": "OKP",
        "crv": "Ed25519",
        "x": "-f_______________________________________38"
      }
    },
    {
      "pem": "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA+f////////////////////////////////////////8=\n-----END PUBLIC KEY-----\n",
      "jwk": {
        "kty": "OKP",
        "crv": "Ed25519",
        "x": "-f________________________________________8"
      }
    },
    {
      "pem": "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA+v///////////////////////////////////////38=\n-----END PUBLIC KEY-----\n",
      "jwk": {
        "kty": "OKP",
        "crv": "Ed25519",
        "x": "-v_______________________________________38"
      }
    },
    {
      "pem": "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA+v////////////////////////////////////////8=\n-----END PUBLIC KEY-----\n",
      "jwk": {
        "kty": "OKP",
        "crv": "Ed25519",
        "x": "-v________________________________________8"
      }
    },
    {
      "pem": "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA+////////////////////////////////////////38=\n-----END PUBLIC KEY-----\n",
      "jwk": {
        "kty": "OKP",
        "crv": "Ed25519",
        "x": "-________________________________________38"
      }
    },
    {
      "pem": "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA+/////////////////////////////////////////8=\n-----END PUBLIC KEY-----\n",
      "jwk": {
        "kty": "OKP",
        "crv": "Ed25519",
        "x": "-_________________________________________8"
      }
    },
    {
      "pem": "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA/P///////////////////////////////////////38=\n-----END PUBLIC KEY-----\n",
      "jwk": {
        "kty": "OKP",
        "crv": "Ed25519",
        "x": "_P_______________________________________38"
      }
    },
    {
      "pem": "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA/P////////////////////////////////////////8=\n-----END PUBLIC KEY-----\n",
      "jwk": {
        "kty": "OKP",
        "crv": "Ed25519",
        "x": "_P________________________________________8"
      }
    },
    {
      "pem": "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA/f///////////////////////////////////////38=\n-----END PUBLIC KEY-----\n",
      "jwk": {
        "kty": "OKP",
        "crv": "Ed25519",
        "x": "_f_______________________________________38"
      }
    },
    {
      "pem": "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA/f////////////////////////////////////////8=\n-----END PUBLIC KEY-----\n",
      "jwk": {
        "kty": "OKP",
        "crv": "Ed25519",
        "x": "_f________________________________________8"
      }
    },
    {
      "pem": "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA/v///////////////////////////////////////38=\n-----END PUBLIC KEY-----\n",
      "jwk": {
        "kty": "OKP",
        "crv": "Ed25519",
        "x": "_v_______________________________________38"
      }
    },
    {
      "pem": "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA/v////////////////////////////////////////8=\n-----END PUBLIC KEY-----\n",
      "jwk": {
        "kty": "OKP",
        "crv": "Ed25519",
        "x": "_v________________________________________8"
      }
    },
    {
      "pem": "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA/////////////////////////////////////////38=\n-----END PUBLIC KEY-----\n",
      "jwk": {
        "kty": "OKP",
        "crv": "Ed25519",
        "x": "_________________________________________38"
      }
    },
    {
      "pem": "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA//////////////////////////////////////////8=\n-----END PUBLIC KEY-----\n",
      "jwk": {
        "kty": "OKP",
        "crv": "Ed25519",
        "x": "__________________________________________8"
      }
    }
  ],
  "notOnCurve": [
    {
      "pem": "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAAgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n-----END PUBLIC KEY-----\n",
      "jwk": {
        "kty": "OKP",
        "crv": "Ed25519",
        "x": "AgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
      }
    },
    {
      "pem": "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEABwAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n-----END PUBLIC KEY-----\n",
      "jwk": {
        "kty": "OKP",
        "crv": "Ed25519",
        "x": "BwAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
      }
    },
    {
      "pem": "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEACAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n-----END PUBLIC KEY-----\n",
      "jwk": {
        "kty": "OKP",
        "crv": "Ed25519",
        "x": "CAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
      }
    },
    {
      "pem": "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEACwAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n-----END PUBLIC KEY-----\n",
      "jwk": {
        "kty": "OKP",
        "crv": "Ed25519",
        "x": "CwAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
      }
    }
  ]
}

/** The P-256 key of keys.ts with its parameters in front, as openssl ecparam -genkey prints a key. */
export const sec1WithParameters = `-----BEGIN EC PARAMETERS-----
BggqhkjOPQMBBw==
-----END EC PARAMETERS-----
-----BEGIN EC PRIVATE KEY-----
MHcCAQEEIDIYckX1XdYFx273jny9K9/orlcbyvLsawBNVLGi+xHloAoGCCqGSM49
AwEHoUQDQgAEVL/U36yIfVdnzBQM/OvOr+MmMXsKP622rlwGFT0vajSkG9zqFrgA
RVakLAbuxDZWoP5soqqscSxnafdKH8BS1g==
-----END EC PRIVATE KEY-----
`

/** The same without its public half. */
export const sec1WithoutPoint = `-----BEGIN EC PRIVATE KEY-----
MDECAQEEIDIYckX1XdYFx273jny9K9/orlcbyvLsawBNVLGi+xHloAoGCCqGSM49
AwEH
-----END EC PRIVATE KEY-----
`

/** The same as PKCS#8. */
export const pkcs8WithoutPoint = `-----BEGIN PRIVATE KEY-----
MEECAQAwEwYHKoZIzj0CAQYIKoZIzj0DAQcEJzAlAgEBBCAyGHJF9V3WBcdu9458
vSvf6K5XG8ry7GsATVSxovsR5Q==
-----END PRIVATE KEY-----
`
