// Fixed keys for tests: made once with node:crypto and openssl, used nowhere else. Never use them for anything real.

/** One key pair in the forms that the tests read. */
export interface TestPair {
  readonly privatePem: string
  readonly publicPem: string
  readonly privateJwk: { readonly kty: string; readonly [member: string]: string }
  readonly publicJwk: { readonly kty: string; readonly [member: string]: string }
}

export const rsa = {
  privatePem: `-----BEGIN PRIVATE KEY-----
MIIEvAIBADANBgkqhkiG9w0BAQEFAASCBKYwggSiAgEAAoIBAQDPt8QsAO+dv8vB
9Ys96zp+EIPiNeIpMmG0vIBmJY80n928y8aJKhG0WheKS3lcC+YcbkD9228MJOM2
r+EXm5wngEy+GvlwUCuPK8mDKWn5Qp25LCjbV71KqRjUSirNZgtN2M2rcVqKK9ZC
0a/LkzQ6UtfnAtKbHMoKVDUeMu+SqHwwOw1V6Us2evn6WWl6H/80aFAm+XJsOfCs
+MuFpIRUomo4On0ZPHi/L6SgndOyJujdwjYD1omq2tEc82ED4WqdZJz17pLkL3XB
NdFBEPavVBxeJAlGqN2t+iQYrI+r7W7vXFP3M0hKAW8K0HZ3apseFadJsLu2dC7e
VC2sk4XdAgMBAAECggEAKtbjYFDsGkx3XUADMOi95kiJLqL+yxDPOluDHq4B4DBV
Zq3fOyRARQIspzLEK4Hvui7Z/BEg0LAd5UY2RexrsvDgwvdkuO9r4Gn/NCwbJVOC
HHHZVk185nREAOpv8+8nBy3e0ww8iFEcrii5WSK5q4qw6P25ylBQcftmfh0ysDvs
y5TlTfFjDFSzqqrgKi4099RdaCBaQCx3n40P3GPaOXTKL8l4+/2pG1siE7ZSDAvu
yNgJWMvPN0OyzA8Id6+o3t2ahLZLTLCv6NHc13Xsw7APLSfX8XRxriEk9oEUEDoF
n46y2TqpuDZ3PFtf0/3TfWDg5foKPG7jz6FhxDnbsQKBgQDo14OhA4ROwcC9aII+
vYpoj3qAqmvcuAj2o6bDyP8TifJwT0jTML/OKyMWsU+za4JZAOnwK8HlfuqJGYMC
es3jeRDkjPpTKphEfl+Wk3WH5Rlo5GiST1LmZPRhix2FEXg6I4mV/bRytzdVJfYp
zUiScYRrYnGQBEAZpEY9d60xkQKBgQDkYI8QVSCxXRI7jxHXjhzBwZCdnM2iHmAO
a6A3hhqgPsaxNh4PHZjhbcCRWNFrS7R4XLaX9lqAej0mF2ogxHX0QXZUugWEdFJq
AD4n05nPIu3vNqVWA5s/HBSwFCk2jFiGMdyrI9TLkN0PrKLghgVGCoSMXlzU6awM
zreFYc8pjQKBgBtlWCB2yHd3xpTCmiiFpqZc014WLzC+Gpfic3mvyYtj/LmIKppm
rvq0CqHd5PHIYYLVX7EZhOvavf+5l7eP+W+dTAaIK9/jMB1G/To7SWXe59l2nnMw
kCF5mWNsueFxR8MXcVXLjxK8Se9j0w3iEHrijmEQKSp3xY7+zCDpVuBxAoGAZOgZ
LlE+wb9q1/AOJR0Arce1+z4WScR8EsMRJpdVWmqCZjiQLYOZUjmpNU92MJ9hnTDx
6NEMCep47ES6OsIzj/oAq80JtQ2kgHuc+wHu2uwHD4Qop4muZcMljOtLjnOShbCw
XNnXIx7d3hgcW3I8EEeDa3YiNF0PDRWlVwTxgN0CgYA3yeeSVrqhCBOZwuEXDWqB
LwkJFh7iLAD9CZSVNWZXxPkXiXQCHfphLqm4NDf2/b7BywdyKBzdTutev5qJ9hE4
VD3hdgJP0zoD3Mu/YA0AQVbsOjuJPF4fck1QJx4weVa45njT++8QOFV1h/rzFyLC
sr+tFAAJ8111d7/dE+ju8w==
-----END PRIVATE KEY-----
`,
  publicPem: `-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAz7fELADvnb/LwfWLPes6
fhCD4jXiKTJhtLyAZiWPNJ/dvMvGiSoRtFoXikt5XAvmHG5A/dtvDCTjNq/hF5uc
J4BMvhr5cFArjyvJgylp+UKduSwo21e9SqkY1EoqzWYLTdjNq3FaiivWQtGvy5M0
OlLX5wLSmxzKClQ1HjLvkqh8MDsNVelLNnr5+llpeh//NGhQJvlybDnwrPjLhaSE
VKJqODp9GTx4vy+koJ3Tsibo3cI2A9aJqtrRHPNhA+FqnWSc9e6S5C91wTXRQRD2
r1QcXiQJRqjdrfokGKyPq+1u71xT9zNISgFvCtB2d2qbHhWnSbC7tnQu3lQtrJOF
3QIDAQAB
-----END PUBLIC KEY-----
`,
  privateJwk: {
    kty: 'RSA',
    n: 'z7fELADvnb_LwfWLPes6fhCD4jXiKTJhtLyAZiWPNJ_dvMvGiSoRtFoXikt5XAvmHG5A_dtvDCTjNq_hF5ucJ4BMvhr5cFArjyvJgylp-UKduSwo21e9SqkY1EoqzWYLTdjNq3FaiivWQtGvy5M0OlLX5wLSmxzKClQ1HjLvkqh8MDsNVelLNnr5-llpeh__NGhQJvlybDnwrPjLhaSEVKJqODp9GTx4vy-koJ3Tsibo3cI2A9aJqtrRHPNhA-FqnWSc9e6S5C91wTXRQRD2r1QcXiQJRqjdrfokGKyPq-1u71xT9zNISgFvCtB2d2qbHhWnSbC7tnQu3lQtrJOF3Q',
    e: 'AQAB',
    d: 'KtbjYFDsGkx3XUADMOi95kiJLqL-yxDPOluDHq4B4DBVZq3fOyRARQIspzLEK4Hvui7Z_BEg0LAd5UY2RexrsvDgwvdkuO9r4Gn_NCwbJVOCHHHZVk185nREAOpv8-8nBy3e0ww8iFEcrii5WSK5q4qw6P25ylBQcftmfh0ysDvsy5TlTfFjDFSzqqrgKi4099RdaCBaQCx3n40P3GPaOXTKL8l4-_2pG1siE7ZSDAvuyNgJWMvPN0OyzA8Id6-o3t2ahLZLTLCv6NHc13Xsw7APLSfX8XRxriEk9oEUEDoFn46y2TqpuDZ3PFtf0_3TfWDg5foKPG7jz6FhxDnbsQ',
    p: '6NeDoQOETsHAvWiCPr2KaI96gKpr3LgI9qOmw8j_E4nycE9I0zC_zisjFrFPs2uCWQDp8CvB5X7qiRmDAnrN43kQ5Iz6UyqYRH5flpN1h-UZaORokk9S5mT0YYsdhRF4OiOJlf20crc3VSX2Kc1IknGEa2JxkARAGaRGPXetMZE',
    q: '5GCPEFUgsV0SO48R144cwcGQnZzNoh5gDmugN4YaoD7GsTYeDx2Y4W3AkVjRa0u0eFy2l_ZagHo9JhdqIMR19EF2VLoFhHRSagA-J9OZzyLt7zalVgObPxwUsBQpNoxYhjHcqyPUy5DdD6yi4IYFRgqEjF5c1OmsDM63hWHPKY0',
    dp: 'G2VYIHbId3fGlMKaKIWmplzTXhYvML4al-Jzea_Ji2P8uYgqmmau-rQKod3k8chhgtVfsRmE69q9_7mXt4_5b51MBogr3-MwHUb9OjtJZd7n2XaeczCQIXmZY2y54XFHwxdxVcuPErxJ72PTDeIQeuKOYRApKnfFjv7MIOlW4HE',
    dq: 'ZOgZLlE-wb9q1_AOJR0Arce1-z4WScR8EsMRJpdVWmqCZjiQLYOZUjmpNU92MJ9hnTDx6NEMCep47ES6OsIzj_oAq80JtQ2kgHuc-wHu2uwHD4Qop4muZcMljOtLjnOShbCwXNnXIx7d3hgcW3I8EEeDa3YiNF0PDRWlVwTxgN0',
    qi: 'N8nnkla6oQgTmcLhFw1qgS8JCRYe4iwA_QmUlTVmV8T5F4l0Ah36YS6puDQ39v2-wcsHcigc3U7rXr-aifYROFQ94XYCT9M6A9zLv2ANAEFW7Do7iTxeH3JNUCceMHlWuOZ40_vvEDhVdYf68xciwrK_rRQACfNddXe_3RPo7vM',
  },
  publicJwk: {
    kty: 'RSA',
    n: 'z7fELADvnb_LwfWLPes6fhCD4jXiKTJhtLyAZiWPNJ_dvMvGiSoRtFoXikt5XAvmHG5A_dtvDCTjNq_hF5ucJ4BMvhr5cFArjyvJgylp-UKduSwo21e9SqkY1EoqzWYLTdjNq3FaiivWQtGvy5M0OlLX5wLSmxzKClQ1HjLvkqh8MDsNVelLNnr5-llpeh__NGhQJvlybDnwrPjLhaSEVKJqODp9GTx4vy-koJ3Tsibo3cI2A9aJqtrRHPNhA-FqnWSc9e6S5C91wTXRQRD2r1QcXiQJRqjdrfokGKyPq-1u71xT9zNISgFvCtB2d2qbHhWnSbC7tnQu3lQtrJOF3Q',
    e: 'AQAB',
  },
  certificate: `-----BEGIN CERTIFICATE-----
MIIDBjCCAe6gAwIBAgIBATANBgkqhkiG9w0BAQsFADAbMRkwFwYDVQQDDBBjb3Vu
dGVyc2lnbi50ZXN0MCAXDTI2MTEyMzExNTYzOVoYDzIxMjYxMDMwMTE1NjM5WjAb
MRkwFwYDVQQDDBBjb3VudGVyc2lnbi50ZXN0MIIBIjANBgkqhkiG9w0BAQEFAAOC
AQ8AMIIBCgKCAQEAz7fELADvnb/LwfWLPes6fhCD4jXiKTJhtLyAZiWPNJ/dvMvG
iSoRtFoXikt5XAvmHG5A/dtvDCTjNq/hF5ucJ4BMvhr5cFArjyvJgylp+UKduSwo
21e9SqkY1EoqzWYLTdjNq3FaiivWQtGvy5M0OlLX5wLSmxzKClQ1HjLvkqh8MDsN
VelLNnr5+llpeh//NGhQJvlybDnwrPjLhaSEVKJqODp9GTx4vy+koJ3Tsibo3cI2
A9aJqtrRHPNhA+FqnWSc9e6S5C91wTXRQRD2r1QcXiQJRqjdrfokGKyPq+1u71xT
9zNISgFvCtB2d2qbHhWnSbC7tnQu3lQtrJOF3QIDAQABo1MwUTAdBgNVHQ4EFgQU
radZz0iEXfGkn9mIDMzbsHz9R/EwHwYDVR0jBBgwFoAUradZz0iEXfGkn9mIDMzb
sHz9R/EwDwYDVR0TAQH/BAUwAwEB/zANBgkqhkiG9w0BAQsFAAOCAQEAyiWil8qu
nvu4XuKbVtD0HFza6C3mq+CmKjL1mJIQfnMMSZjTLio7z0jXEKkbiOGnmAs/nhdy
aSETkoFQvkawD7KPJVgOuKP4SM7O/MVb/pNWi7jDWkSpKi5aX66z7G9V0eohuu1z
qLTfWxLEBlAO+19MLXsxRWkh7MmasI9M8TtcjXpc3XulZdxjsa5KjOdESGwVTfZy
q3Gic0VbqBe2GkR7oWmRrcFI0dyosewaqqshI110mzx0b/wf8H1KvBD7qZeHjYC/
qUCmz1K2kxWftjtn1Mbyl9aY5BwOKTE7O2zhEffJrHl0Kri32+l45Nwhbr5ccWRB
BUL6x7dnsipeBw==
-----END CERTIFICATE-----
`,
  privatePkcs1: `-----BEGIN RSA PRIVATE KEY-----
MIIEogIBAAKCAQEAz7fELADvnb/LwfWLPes6fhCD4jXiKTJhtLyAZiWPNJ/dvMvG
iSoRtFoXikt5XAvmHG5A/dtvDCTjNq/hF5ucJ4BMvhr5cFArjyvJgylp+UKduSwo
21e9SqkY1EoqzWYLTdjNq3FaiivWQtGvy5M0OlLX5wLSmxzKClQ1HjLvkqh8MDsN
VelLNnr5+llpeh//NGhQJvlybDnwrPjLhaSEVKJqODp9GTx4vy+koJ3Tsibo3cI2
A9aJqtrRHPNhA+FqnWSc9e6S5C91wTXRQRD2r1QcXiQJRqjdrfokGKyPq+1u71xT
9zNISgFvCtB2d2qbHhWnSbC7tnQu3lQtrJOF3QIDAQABAoIBACrW42BQ7BpMd11A
AzDoveZIiS6i/ssQzzpbgx6uAeAwVWat3zskQEUCLKcyxCuB77ou2fwRINCwHeVG
NkXsa7Lw4ML3ZLjva+Bp/zQsGyVTghxx2VZNfOZ0RADqb/PvJwct3tMMPIhRHK4o
uVkiuauKsOj9ucpQUHH7Zn4dMrA77MuU5U3xYwxUs6qq4CouNPfUXWggWkAsd5+N
D9xj2jl0yi/JePv9qRtbIhO2UgwL7sjYCVjLzzdDsswPCHevqN7dmoS2S0ywr+jR
3Nd17MOwDy0n1/F0ca4hJPaBFBA6BZ+Ostk6qbg2dzxbX9P9031g4OX6Cjxu48+h
YcQ527ECgYEA6NeDoQOETsHAvWiCPr2KaI96gKpr3LgI9qOmw8j/E4nycE9I0zC/
zisjFrFPs2uCWQDp8CvB5X7qiRmDAnrN43kQ5Iz6UyqYRH5flpN1h+UZaORokk9S
5mT0YYsdhRF4OiOJlf20crc3VSX2Kc1IknGEa2JxkARAGaRGPXetMZECgYEA5GCP
EFUgsV0SO48R144cwcGQnZzNoh5gDmugN4YaoD7GsTYeDx2Y4W3AkVjRa0u0eFy2
l/ZagHo9JhdqIMR19EF2VLoFhHRSagA+J9OZzyLt7zalVgObPxwUsBQpNoxYhjHc
qyPUy5DdD6yi4IYFRgqEjF5c1OmsDM63hWHPKY0CgYAbZVggdsh3d8aUwpoohaam
XNNeFi8wvhqX4nN5r8mLY/y5iCqaZq76tAqh3eTxyGGC1V+xGYTr2r3/uZe3j/lv
nUwGiCvf4zAdRv06O0ll3ufZdp5zMJAheZljbLnhcUfDF3FVy48SvEnvY9MN4hB6
4o5hECkqd8WO/swg6VbgcQKBgGToGS5RPsG/atfwDiUdAK3Htfs+FknEfBLDESaX
VVpqgmY4kC2DmVI5qTVPdjCfYZ0w8ejRDAnqeOxEujrCM4/6AKvNCbUNpIB7nPsB
7trsBw+EKKeJrmXDJYzrS45zkoWwsFzZ1yMe3d4YHFtyPBBHg2t2IjRdDw0VpVcE
8YDdAoGAN8nnkla6oQgTmcLhFw1qgS8JCRYe4iwA/QmUlTVmV8T5F4l0Ah36YS6p
uDQ39v2+wcsHcigc3U7rXr+aifYROFQ94XYCT9M6A9zLv2ANAEFW7Do7iTxeH3JN
UCceMHlWuOZ40/vvEDhVdYf68xciwrK/rRQACfNddXe/3RPo7vM=
-----END RSA PRIVATE KEY-----
`,
} satisfies TestPair & { readonly [form: string]: unknown }

export const rsaOther = {
  privatePem: `-----BEGIN PRIVATE KEY-----
MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQDQ/fDnpzebGxF5
3Q+0LWo/W03euLZgjR8HUtK47IRm8lHN4jO66Xg9SdF+v05tPZ5FigZKCVi/GHmn
+BFpFBNJyOAI8lrs9QKwvRgmsox3s3XQo97bj+1TGUTtgfVIC4pfScMyASwAutyC
pQtGKJRkqJN9VqYzyUV7NE//xP8Z2Ho/ILaDfUf4368gGd1fr3evRO1BHamnaeQJ
irAxnQVPlw6q5dbUlh3NdbOtpr6r7LjlCbfn7FofiEt+twyMwwVgU0OeTNMRkvz/
uBIrG760rbCEI50ho3ABESzD8CXZ/rxH3jgjpX5g5cgzfhguExqxo2xnjpllO8ay
3Dhn7wg3AgMBAAECggEAXMz2JRc2dNRPLUrBB2PHMvzrFgP1T+g6J/laAq1bmY7u
Tjqsd8nmD2jw8pQmUhGzbvN8GXIPC0Pl+XUI3h0A95mQCcj8IQ4mtK4yxDQydZCl
txCdC+fcHTMyTTiQ3v3o4qkRWOn2TRishAKff/bS9eN5IoXQZVxxUuUGxO8Hy8Rr
66KUCQMlEnZ7T4sriD4RwFvcit64nJeMqIjmrUN3yZUdtbjJH2bD0atoq35kdBwf
PWvyXIIR3n7ZwqPYAsit/YwpACrZ1byDOdLFiIJJ3EJxPOFQY8gwVqHrvlR/Ke0z
dBERjCQzC8OxYmKdbfTqDhQvzE6NL89ehv7f7pJKwQKBgQDwIipt9w0sthU62fs2
St2vrUGscjlsn8iE/QRLoLaYFpIECypycTmiBin1DD6xXjBa9BcrohFpoQfWAE1M
3n+OVdqd3VoSra0kJINhsrWxGc3qgzaVMM3tKe2Sb48dXRoR2q5wlIv3CBuUEX8/
66yGrwSx/M1F4ppLfn6lTrq91wKBgQDezQUQrsnVqbOTSG3Z1goFLZZfyxtG06yV
zycMtZ4G/jICSS7qP+kZzZVsxpcx/cZ4uR7Q65YA0zpIkD97hDVCielOH9ndbH1J
cgnPU9lQ+dojl22UFYehclChkTm02f82KecqAzi/Vvifs4F9aIPNMMIFyzFr3+ij
Bm7g+5L8oQKBgQCyoMetO1yqiNwsBiDwFyrnVtuGmwWKfyWbf9dlJq0NX6TIq0Gt
FfrIQwuNBMnSCP2xeueNhqarS6VXlKvr5Ys/ZzATxKgPQvCL9TliQJ0Vm9toeqjs
u/xDUrAuARyVvD77Tw/6IRYo8fgJ4iYld3vESIcWm7ZbKSCbzgIJmBIjywKBgACG
Bs8FOiAwZ+Wes/NhF2DvvHy5I3VFJhCsDfFvs9FcY42x0lRmlgujeghpZw2NBRxf
gv0GsLGLzYVCIYQOyXlAjbXLSV3F1X2IsRE1pzsTezm+L1m7uzfb5uiaSMJuCLV9
37cvjsCUWb02VMWQq06eILaWxaT1P7yyVSxeKvhBAoGAYpYaqkmJ2gMoONq3Q+3h
aRA90EqnYIgRJtU98KRzbKHulN7gIy20TGzylunPQB1/brYD719xO0JHSApMPToG
naaZj17IWFiFh3WpUcFKYWWlSPezmD8gvG9pPrPmlEOQCb9QWv1WslPls7MRhCEA
vqxUksyrJ5eiur4zxczWIOQ=
-----END PRIVATE KEY-----
`,
  publicPem: `-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA0P3w56c3mxsRed0PtC1q
P1tN3ri2YI0fB1LSuOyEZvJRzeIzuul4PUnRfr9ObT2eRYoGSglYvxh5p/gRaRQT
ScjgCPJa7PUCsL0YJrKMd7N10KPe24/tUxlE7YH1SAuKX0nDMgEsALrcgqULRiiU
ZKiTfVamM8lFezRP/8T/Gdh6PyC2g31H+N+vIBndX693r0TtQR2pp2nkCYqwMZ0F
T5cOquXW1JYdzXWzraa+q+y45Qm35+xaH4hLfrcMjMMFYFNDnkzTEZL8/7gSKxu+
tK2whCOdIaNwAREsw/Al2f68R944I6V+YOXIM34YLhMasaNsZ46ZZTvGstw4Z+8I
NwIDAQAB
-----END PUBLIC KEY-----
`,
  privateJwk: {
    kty: 'RSA',
    n: '0P3w56c3mxsRed0PtC1qP1tN3ri2YI0fB1LSuOyEZvJRzeIzuul4PUnRfr9ObT2eRYoGSglYvxh5p_gRaRQTScjgCPJa7PUCsL0YJrKMd7N10KPe24_tUxlE7YH1SAuKX0nDMgEsALrcgqULRiiUZKiTfVamM8lFezRP_8T_Gdh6PyC2g31H-N-vIBndX693r0TtQR2pp2nkCYqwMZ0FT5cOquXW1JYdzXWzraa-q-y45Qm35-xaH4hLfrcMjMMFYFNDnkzTEZL8_7gSKxu-tK2whCOdIaNwAREsw_Al2f68R944I6V-YOXIM34YLhMasaNsZ46ZZTvGstw4Z-8INw',
    e: 'AQAB',
    d: 'XMz2JRc2dNRPLUrBB2PHMvzrFgP1T-g6J_laAq1bmY7uTjqsd8nmD2jw8pQmUhGzbvN8GXIPC0Pl-XUI3h0A95mQCcj8IQ4mtK4yxDQydZCltxCdC-fcHTMyTTiQ3v3o4qkRWOn2TRishAKff_bS9eN5IoXQZVxxUuUGxO8Hy8Rr66KUCQMlEnZ7T4sriD4RwFvcit64nJeMqIjmrUN3yZUdtbjJH2bD0atoq35kdBwfPWvyXIIR3n7ZwqPYAsit_YwpACrZ1byDOdLFiIJJ3EJxPOFQY8gwVqHrvlR_Ke0zdBERjCQzC8OxYmKdbfTqDhQvzE6NL89ehv7f7pJKwQ',
    p: '8CIqbfcNLLYVOtn7Nkrdr61BrHI5bJ_IhP0ES6C2mBaSBAsqcnE5ogYp9Qw-sV4wWvQXK6IRaaEH1gBNTN5_jlXand1aEq2tJCSDYbK1sRnN6oM2lTDN7Sntkm-PHV0aEdqucJSL9wgblBF_P-ushq8EsfzNReKaS35-pU66vdc',
    q: '3s0FEK7J1amzk0ht2dYKBS2WX8sbRtOslc8nDLWeBv4yAkku6j_pGc2VbMaXMf3GeLke0OuWANM6SJA_e4Q1QonpTh_Z3Wx9SXIJz1PZUPnaI5dtlBWHoXJQoZE5tNn_NinnKgM4v1b4n7OBfWiDzTDCBcsxa9_oowZu4PuS_KE',
    dp: 'sqDHrTtcqojcLAYg8Bcq51bbhpsFin8lm3_XZSatDV-kyKtBrRX6yEMLjQTJ0gj9sXrnjYamq0ulV5Sr6-WLP2cwE8SoD0Lwi_U5YkCdFZvbaHqo7Lv8Q1KwLgEclbw--08P-iEWKPH4CeImJXd7xEiHFpu2Wykgm84CCZgSI8s',
    dq: 'hgbPBTogMGflnrPzYRdg77x8uSN1RSYQrA3xb7PRXGONsdJUZpYLo3oIaWcNjQUcX4L9BrCxi82FQiGEDsl5QI21y0ldxdV9iLERNac7E3s5vi9Zu7s32-bomkjCbgi1fd-3L47AlFm9NlTFkKtOniC2lsWk9T-8slUsXir4QQ',
    qi: 'YpYaqkmJ2gMoONq3Q-3haRA90EqnYIgRJtU98KRzbKHulN7gIy20TGzylunPQB1_brYD719xO0JHSApMPToGnaaZj17IWFiFh3WpUcFKYWWlSPezmD8gvG9pPrPmlEOQCb9QWv1WslPls7MRhCEAvqxUksyrJ5eiur4zxczWIOQ',
  },
  publicJwk: {
    kty: 'RSA',
    n: '0P3w56c3mxsRed0PtC1qP1tN3ri2YI0fB1LSuOyEZvJRzeIzuul4PUnRfr9ObT2eRYoGSglYvxh5p_gRaRQTScjgCPJa7PUCsL0YJrKMd7N10KPe24_tUxlE7YH1SAuKX0nDMgEsALrcgqULRiiUZKiTfVamM8lFezRP_8T_Gdh6PyC2g31H-N-vIBndX693r0TtQR2pp2nkCYqwMZ0FT5cOquXW1JYdzXWzraa-q-y45Qm35-xaH4hLfrcMjMMFYFNDnkzTEZL8_7gSKxu-tK2whCOdIaNwAREsw_Al2f68R944I6V-YOXIM34YLhMasaNsZ46ZZTvGstw4Z-8INw',
    e: 'AQAB',
  },
} satisfies TestPair & { readonly [form: string]: unknown }

export const rsa1024 = {
  privatePem: `-----BEGIN PRIVATE KEY-----
MIICdQIBADANBgkqhkiG9w0BAQEFAASCAl8wggJbAgEAAoGBAKpXyT/5EFdXNQwj
Rbnaax1T265jxNudeeUFuqB0diooNIWS2p4Za4aEALJr2u29TXhZI2n0pGE5uZBd
2Yapqp4e8VsD5pNPwnsCFoGw+ilaWrayEczyxcyoSMWev2PsHq6SFUeb2kXBIvla
sEnrZNComcRtSgZsZn9FAINWqa93AgMBAAECgYAdVkcjzGpjEHLjZ0O/8X0XLPUd
wLMLu8BdkDIHJmefdRMumg8qwWgCX8Oa9vZakYrBGmD+A5M353AtC+zFw3zNvLh8
ZCHT1Rm1qrBsWxcXe26u08o6k4BoYO8qKX0lxSUOr6CACvkfXnWYaqFCRjkdAeu9
zuqFiXatUttRP9mJWQJBANo/WrjiOjwvOIsitDoeQdUcjMVx8es1f2Wqi0SUzqU/
SY4E9w8+BBDmSFhZ5eiB8xxGILoZ0mOZyBmxyibTPasCQQDHzxNajGluWtWtf35d
OChUrdySTr17fIbW5NTirQ+Q4nALxWJdomU3Xvzk/uPDHwhkRyAuSwZJhroVOXI8
rhFlAkAyDwYIEhu5Yjtd7n/YNMh00S+YuiH7CTJHZ266NEeRr4p3gLwKSvczyR4e
5b/OLMBOY+dtyC5xmfxDqHvtm9YxAkBsji6/pUWqtSMebgQjdV1EFGmf+7OqoY9I
tW6L8OZiGwQxAP5eTNqc6LiRWYI5AmU2xgXP4Ob7j30OBvXvzcqZAkB5CVpU3HbJ
5zAkI6B/OOZSTzcM2QLZehF96zmSdf0tiTRBaSP6fLquUyhMl9Hz9JbrtnSvt8bh
+M1uWK1F5YTA
-----END PRIVATE KEY-----
`,
  publicPem: `-----BEGIN PUBLIC KEY-----
MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQCqV8k/+RBXVzUMI0W52msdU9uu
Y8TbnXnlBbqgdHYqKDSFktqeGWuGhACya9rtvU14WSNp9KRhObmQXdmGqaqeHvFb
A+aTT8J7AhaBsPopWlq2shHM8sXMqEjFnr9j7B6ukhVHm9pFwSL5WrBJ62TQqJnE
bUoGbGZ/RQCDVqmvdwIDAQAB
-----END PUBLIC KEY-----
`,
  privateJwk: {
    kty: 'RSA',
    n: 'qlfJP_kQV1c1DCNFudprHVPbrmPE25155QW6oHR2Kig0hZLanhlrhoQAsmva7b1NeFkjafSkYTm5kF3Zhqmqnh7xWwPmk0_CewIWgbD6KVpatrIRzPLFzKhIxZ6_Y-werpIVR5vaRcEi-VqwSetk0KiZxG1KBmxmf0UAg1apr3c',
    e: 'AQAB',
    d: 'HVZHI8xqYxBy42dDv_F9Fyz1HcCzC7vAXZAyByZnn3UTLpoPKsFoAl_Dmvb2WpGKwRpg_gOTN-dwLQvsxcN8zby4fGQh09UZtaqwbFsXF3turtPKOpOAaGDvKil9JcUlDq-ggAr5H151mGqhQkY5HQHrvc7qhYl2rVLbUT_ZiVk',
    p: '2j9auOI6PC84iyK0Oh5B1RyMxXHx6zV_ZaqLRJTOpT9JjgT3Dz4EEOZIWFnl6IHzHEYguhnSY5nIGbHKJtM9qw',
    q: 'x88TWoxpblrVrX9-XTgoVK3ckk69e3yG1uTU4q0PkOJwC8ViXaJlN1785P7jwx8IZEcgLksGSYa6FTlyPK4RZQ',
    dp: 'Mg8GCBIbuWI7Xe5_2DTIdNEvmLoh-wkyR2duujRHka-Kd4C8Ckr3M8keHuW_zizATmPnbcgucZn8Q6h77ZvWMQ',
    dq: 'bI4uv6VFqrUjHm4EI3VdRBRpn_uzqqGPSLVui_DmYhsEMQD-XkzanOi4kVmCOQJlNsYFz-Dm-499Dgb1783KmQ',
    qi: 'eQlaVNx2yecwJCOgfzjmUk83DNkC2XoRfes5knX9LYk0QWkj-ny6rlMoTJfR8_SW67Z0r7fG4fjNblitReWEwA',
  },
  publicJwk: {
    kty: 'RSA',
    n: 'qlfJP_kQV1c1DCNFudprHVPbrmPE25155QW6oHR2Kig0hZLanhlrhoQAsmva7b1NeFkjafSkYTm5kF3Zhqmqnh7xWwPmk0_CewIWgbD6KVpatrIRzPLFzKhIxZ6_Y-werpIVR5vaRcEi-VqwSetk0KiZxG1KBmxmf0UAg1apr3c',
    e: 'AQAB',
  },
} satisfies TestPair & { readonly [form: string]: unknown }

export const p256 = {
  privatePem: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgMhhyRfVd1gXHbveO
fL0r3+iuVxvK8uxrAE1UsaL7EeWhRANCAARUv9TfrIh9V2fMFAz8686v4yYxewo/
rbauXAYVPS9qNKQb3OoWuABFVqQsBu7ENlag/myiqqxxLGdp90ofwFLW
-----END PRIVATE KEY-----
`,
  publicPem: `-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEVL/U36yIfVdnzBQM/OvOr+MmMXsK
P622rlwGFT0vajSkG9zqFrgARVakLAbuxDZWoP5soqqscSxnafdKH8BS1g==
-----END PUBLIC KEY-----
`,
  privateJwk: {
    kty: 'EC',
    x: 'VL_U36yIfVdnzBQM_OvOr-MmMXsKP622rlwGFT0vajQ',
    y: 'pBvc6ha4AEVWpCwG7sQ2VqD-bKKqrHEsZ2n3Sh_AUtY',
    crv: 'P-256',
    d: 'MhhyRfVd1gXHbveOfL0r3-iuVxvK8uxrAE1UsaL7EeU',
  },
  publicJwk: {
    kty: 'EC',
    x: 'VL_U36yIfVdnzBQM_OvOr-MmMXsKP622rlwGFT0vajQ',
    y: 'pBvc6ha4AEVWpCwG7sQ2VqD-bKKqrHEsZ2n3Sh_AUtY',
    crv: 'P-256',
  },
  privateSec1: `-----BEGIN EC PRIVATE KEY-----
MHcCAQEEIDIYckX1XdYFx273jny9K9/orlcbyvLsawBNVLGi+xHloAoGCCqGSM49
AwEHoUQDQgAEVL/U36yIfVdnzBQM/OvOr+MmMXsKP622rlwGFT0vajSkG9zqFrgA
RVakLAbuxDZWoP5soqqscSxnafdKH8BS1g==
-----END EC PRIVATE KEY-----
`,
} satisfies TestPair & { readonly [form: string]: unknown }

export const p384 = {
  privatePem: `-----BEGIN PRIVATE KEY-----
MIG2AgEAMBAGByqGSM49AgEGBSuBBAAiBIGeMIGbAgEBBDBjEI+tQ9yNPzV479pU
HnYEU2DZHsKFiQvJU9L+sHhwfwK/fL6d1ZyzVeaGpEBAzO+hZANiAATs0UXWu053
AR5CaIKyTcf61odQhjZICpsERJpDES5SnRFD7Ythwh3N7jM2XOHO2kcLuePXNKGz
C6HUzxhyovGCj723s7Yys6sDL8UpHr9L7uhtakYvjmPXNx4Dj5wq1fk=
-----END PRIVATE KEY-----
`,
  publicPem: `-----BEGIN PUBLIC KEY-----
MHYwEAYHKoZIzj0CAQYFK4EEACIDYgAE7NFF1rtOdwEeQmiCsk3H+taHUIY2SAqb
BESaQxEuUp0RQ+2LYcIdze4zNlzhztpHC7nj1zShswuh1M8YcqLxgo+9t7O2MrOr
Ay/FKR6/S+7obWpGL45j1zceA4+cKtX5
-----END PUBLIC KEY-----
`,
  privateJwk: {
    kty: 'EC',
    x: '7NFF1rtOdwEeQmiCsk3H-taHUIY2SAqbBESaQxEuUp0RQ-2LYcIdze4zNlzhztpH',
    y: 'C7nj1zShswuh1M8YcqLxgo-9t7O2MrOrAy_FKR6_S-7obWpGL45j1zceA4-cKtX5',
    crv: 'P-384',
    d: 'YxCPrUPcjT81eO_aVB52BFNg2R7ChYkLyVPS_rB4cH8Cv3y-ndWcs1XmhqRAQMzv',
  },
  publicJwk: {
    kty: 'EC',
    x: '7NFF1rtOdwEeQmiCsk3H-taHUIY2SAqbBESaQxEuUp0RQ-2LYcIdze4zNlzhztpH',
    y: 'C7nj1zShswuh1M8YcqLxgo-9t7O2MrOrAy_FKR6_S-7obWpGL45j1zceA4-cKtX5',
    crv: 'P-384',
  },
} satisfies TestPair & { readonly [form: string]: unknown }

export const p521 = {
  privatePem: `-----BEGIN PRIVATE KEY-----
MIHuAgEAMBAGByqGSM49AgEGBSuBBAAjBIHWMIHTAgEBBEIBPP3wRnu+TiR7iEyL
JT2f19SdJDeqlvgb4HmrYONJp0a19FTE9RS1O3PYOW8nR4q037znMRH99ubdWcrJ
F5SeA6ShgYkDgYYABAE6KSN9Ru59uWkviE68J7SU+RVtPhmVv9w04qLONNo/8dCb
LcEboFndHtLW0NyDb99rjCGi+wPxHCSI4vchJqPBBAHEfh3OwkCLNUzHFEE2MzTo
xyhjMrU9r/cx/SVM1e1h1s/Ch6dEx7ES/QQQBY3vw2tOdVMAoFo9kHkNVPi3r2GS
pw==
-----END PRIVATE KEY-----
`,
  publicPem: `-----BEGIN PUBLIC KEY-----
MIGbMBAGByqGSM49AgEGBSuBBAAjA4GGAAQBOikjfUbufblpL4hOvCe0lPkVbT4Z
lb/cNOKizjTaP/HQmy3BG6BZ3R7S1tDcg2/fa4whovsD8RwkiOL3ISajwQQBxH4d
zsJAizVMxxRBNjM06McoYzK1Pa/3Mf0lTNXtYdbPwoenRMexEv0EEAWN78NrTnVT
AKBaPZB5DVT4t69hkqc=
-----END PUBLIC KEY-----
`,
  privateJwk: {
    kty: 'EC',
    x: 'ATopI31G7n25aS-ITrwntJT5FW0-GZW_3DTios402j_x0JstwRugWd0e0tbQ3INv32uMIaL7A_EcJIji9yEmo8EE',
    y: 'AcR-Hc7CQIs1TMcUQTYzNOjHKGMytT2v9zH9JUzV7WHWz8KHp0THsRL9BBAFje_Da051UwCgWj2QeQ1U-LevYZKn',
    crv: 'P-521',
    d: 'ATz98EZ7vk4ke4hMiyU9n9fUnSQ3qpb4G-B5q2DjSadGtfRUxPUUtTtz2DlvJ0eKtN-85zER_fbm3VnKyReUngOk',
  },
  publicJwk: {
    kty: 'EC',
    x: 'ATopI31G7n25aS-ITrwntJT5FW0-GZW_3DTios402j_x0JstwRugWd0e0tbQ3INv32uMIaL7A_EcJIji9yEmo8EE',
    y: 'AcR-Hc7CQIs1TMcUQTYzNOjHKGMytT2v9zH9JUzV7WHWz8KHp0THsRL9BBAFje_Da051UwCgWj2QeQ1U-LevYZKn',
    crv: 'P-521',
  },
} satisfies TestPair & { readonly [form: string]: unknown }

export const ed25519 = {
  privatePem: `-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEII+DGWAXHy5r1IA8vztoQDPep6qUj85NYUuj2KI1S5vd
-----END PRIVATE KEY-----
`,
  publicPem: `-----BEGIN PUBLIC KEY-----
MCowBQYDK2VwAyEAzqIh8qBoDPl9cfq3c4c1UzRws9DyClR+0wJCmjviVwk=
-----END PUBLIC KEY-----
`,
  privateJwk: {
    crv: 'Ed25519',
    d: 'j4MZYBcfLmvUgDy_O2hAM96nqpSPzk1hS6PYojVLm90',
    x: 'zqIh8qBoDPl9cfq3c4c1UzRws9DyClR-0wJCmjviVwk',
    kty: 'OKP',
  },
  publicJwk: {
    crv: 'Ed25519',
    x: 'zqIh8qBoDPl9cfq3c4c1UzRws9DyClR-0wJCmjviVwk',
    kty: 'OKP',
  },
} satisfies TestPair & { readonly [form: string]: unknown }

/** Secrets of the lengths that HS256, HS384 and HS512 ask for, as text. */
export const secrets = {
  HS256: 'a-test-secret-of-32-characters-!',
  HS384: 'a-test-secret-of-48-characters-a-test-secret-of-',
  HS512: 'a-test-secret-of-64-characters-a-test-secret-of-64-characters-!!',
} as const
