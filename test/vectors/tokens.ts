// Fixed tokens for tests: made once with node:crypto from the keys in keys.ts; and those printed in RFCs. Runtimes and
// roads that cannot sign with an algorithm are shown by these that they verify it.

/** What stands in every token of `tokens` and `special`, in this order: issued in 2023, valid until 2100. */
export const vectorPayload = {
  sub: 'vector',
  iat: 1700000000,
  exp: 4102444800,
}

/** One token per algorithm, its header `{"alg":…,"typ":"JWT"}`, signed with the fixed key or secret of that algorithm. */
export const tokens = {
  HS256: 'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJ2ZWN0b3IiLCJpYXQiOjE3MDAwMDAwMDAsImV4cCI6NDEwMjQ0NDgwMH0.CyyYvmLa82jGnSFDw-av8_OQ2rlP56Zg1j47blO5iZs',
  HS384: 'eyJhbGciOiJIUzM4NCIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJ2ZWN0b3IiLCJpYXQiOjE3MDAwMDAwMDAsImV4cCI6NDEwMjQ0NDgwMH0.j83Kvw2J6DDXTmT-HqsWsQABf055mP-xV4hd5ldwl39JZAlqwlQujb_uyxGpyAif',
  HS512: 'eyJhbGciOiJIUzUxMiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJ2ZWN0b3IiLCJpYXQiOjE3MDAwMDAwMDAsImV4cCI6NDEwMjQ0NDgwMH0.R26pVynOMdXvDa2hzKpd7rw6jbqC8aaNt8gUYl9WyW7mEy4zQo6lLiPIlQbyIM0AD59ZaXV2IDA7tLdFA7rS_w',
  RS256: 'eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJ2ZWN0b3IiLCJpYXQiOjE3MDAwMDAwMDAsImV4cCI6NDEwMjQ0NDgwMH0.yWOdNPqM90zS-v_p4yfLrQtkE2v-fsb2ylLDqSHPd7ZjU8EylYmPHLrIbbevG1byM1a0KDx6O1w7zMQsTLCXPfKOjG5wo3DRYG72bKujUX7wWB1UT6kBCBu6uzvY79xSAB2fY8LBQe2ojWIPnvyOPRDQcVJtuAdTXZjjqCT9kM3bYSuJ_KfKKjA2rYmJDrRS6sLKjVYj43Q1wDCDj3CwLrk5sOuhDjskVEHI0pI2NPvu-nxAOnGXaitOsL9D6QZMWVzfxnwkzOp16m1qggTjxYAriB1-6-2-zjZ4J0vepwNA_r01E3EyWrfTnTmteXDX0WcBbx7xoz3CblPoYXstuA',
  RS384: 'eyJhbGciOiJSUzM4NCIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJ2ZWN0b3IiLCJpYXQiOjE3MDAwMDAwMDAsImV4cCI6NDEwMjQ0NDgwMH0.mZ5zDhsTIwDHXf8ohOu9oUzMtBjktH1E0BZaj8EHy83kl3ocWODHixmgFTcM1igltW4JptKf5te2aCI2sFel2qG5UEqNyl9Sd35HdrfKse9Lqz361QhAj9H0XZ2zgocqAQOTaffwIvY0L49nugtftqWXo_yZFrYzC1--qU5a8lP-MZIGnZgSw9bLvnOIsg_L6B9EQqowG8Bm4pQcm-JGIjj8JzvsDV0Y8YA_Ey-PF9v5qZ89-qXD1u6uRsW1BxPIHDZp8Y_yg0z16WjbvwnW_OI0dx8SbQr6JH_rQubyjP7rGdN81gxCJuVrl337_sEZ_MJ7hcbRDfwp0rCtLsSlkg',
  RS512: 'eyJhbGciOiJSUzUxMiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJ2ZWN0b3IiLCJpYXQiOjE3MDAwMDAwMDAsImV4cCI6NDEwMjQ0NDgwMH0.UyS0vq9hAvJ_W_0UBMVK8Q4JPJnMhL_m3dAw8OVJtIs4oXzi64Oi1QRatOAtk_dNyNQJuV_YI_5y8E9-Z0MeIF4-NyTomo0Z_CL2zZbJvbLFbZ3M2vY0_P6GhKfa2ZcAYiiKkPNG6GSF3T3NzEym0V_vppYtClwQmHxtgLvBgtLTCqkK5-NzqeuXmpSpHiNiAcMe7FycXv3S8cR6epVAGQp8gxFJRvfOc4j4A9kW_lnLSUYLKyaL_UQR-jJyioyddNjW3NwBrMorWYG35KxJ_3s0bv7i19mSjISGf2XwTcdUGNBTk9lBPv5r2vV2yLQ0NpVJzbi2naHMCfFjLTAMUQ',
  PS256: 'eyJhbGciOiJQUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJ2ZWN0b3IiLCJpYXQiOjE3MDAwMDAwMDAsImV4cCI6NDEwMjQ0NDgwMH0.cLv-5rhyWh7qbeIwZ2pHuNSsebrswfVkyGBDphWSUXr115ItsNCfkDXbyThlvePwQxhn8hKXnGomMHgAwtsqeKOp3OjfWmwjHT3QAhpLXRZ8cq1Jem6o879yw_W5OgSEAHzzxwooq_jOZ16_HvcBuEzlRCa9Al-nHS-trnghwyODOsGN3aG3gE4FsmgpOoqjhzO_foe1o933bMQq_70kRy2faB1zlPFh2ATUwd7Uh8UJK8A-JiIoS0HsCmCpw7jur0Y4ltJcF-ED5MZ9OzAXL8PB2JAfSsUKeHMubNVLyDhAs-i3eqy2aq6EkAepn4LZGTX1qJfgQ55k-n4VyTcClg',
  PS384: 'eyJhbGciOiJQUzM4NCIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJ2ZWN0b3IiLCJpYXQiOjE3MDAwMDAwMDAsImV4cCI6NDEwMjQ0NDgwMH0.trPJEAif7jHPRZjj9cByr9DafyUboO5A6Of3Cq22FNxgkhXUAQ2XEZ2dU87d6Tu5W95fiAd1JaXyzDIEfZ2GXC3DZg6djsVh9Gn2jQpXOHJSD6MOnZ5jZHreilOlHaHhh3miDMz5bXDHzchX5ECqi6Vu1dQo1t5r_JYJmuW-ORWGhlui1UgA4WzExbaCvW2BC7YVdpmLDOp9GVw0hJfpXVsjgpnsOIUC8YJJnhnw57DgxJIequBSkytEa1i4_f5JTBjbMGUo73xyqPZTSGcR2RPmr66xV-sexWrY6GziiR6tEqPKiCgrykQQ6xrQyemqGHWeeNEobVk7BB_3QEbjsg',
  PS512: 'eyJhbGciOiJQUzUxMiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJ2ZWN0b3IiLCJpYXQiOjE3MDAwMDAwMDAsImV4cCI6NDEwMjQ0NDgwMH0.eZV6vYcDX3I2L72aeDx8kzARGlQOCqlXDKxM3lb028lFlvXB3Jy9u8BivnIIscxWanVB3scnIksk3yFJRtLZc5yAPlNPj_CNQvb8FjKekfPxSxZqeOm_AT8AlsrGsne69QPSdi0ZfjhjdOcmGFCjYcsPwyoM1ZQyuqJ59oBmot96uopV18lQfdgc3WO8Irg9MdliIR5LoG3VJ4c8LWMfrx6ILfTUvJQoa93Kmy7TLE8SFMCw4-2mZxoSk23V4uASwgH7qqcZvn586Khou-y25iuq1psUJxAthVzRmvakicLGtL9zsdi13gCNZ52XE6YLS4MSWWyDYjQ360QtxG3m7g',
  ES256: 'eyJhbGciOiJFUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJ2ZWN0b3IiLCJpYXQiOjE3MDAwMDAwMDAsImV4cCI6NDEwMjQ0NDgwMH0.bOIioc66mMCYcppKEIuVtukaGD0K8bl54IOqZN6Rf2Wao14Bx567Y6ybCpGuUCLw5ruQ9Ucxy7pSLVzk-_FnuA',
  ES384: 'eyJhbGciOiJFUzM4NCIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJ2ZWN0b3IiLCJpYXQiOjE3MDAwMDAwMDAsImV4cCI6NDEwMjQ0NDgwMH0.bFw8pD9T6DvdV-rrE-mkobYrXF_2S799-T28VX8fJnmOH5dZaHtqIAVdOVTNwMI4svhnAlTFmhFYwFtAznGqdqI5SIp75KXCqpqnA-VJlWS4V5YIafUPzw9qTrUqm9Q1',
  ES512: 'eyJhbGciOiJFUzUxMiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJ2ZWN0b3IiLCJpYXQiOjE3MDAwMDAwMDAsImV4cCI6NDEwMjQ0NDgwMH0.AWlIwk64DPyxoXZ9mvmAyQcMgyNQi56oxOcfYHMPLJLl4N0Dj5aP66PzUjSIXJ0YQOZFHuFhzc4XFmyHw9XbXytvAO1R48loKsT8gXTYbXB4QkpePe-wameLmBomA6-1c_YO7pPGXcWEf9DKAfWO7RQvvv91sic_Cllp7GbTCJiUMyMl',
  Ed25519: 'eyJhbGciOiJFZDI1NTE5IiwidHlwIjoiSldUIn0.eyJzdWIiOiJ2ZWN0b3IiLCJpYXQiOjE3MDAwMDAwMDAsImV4cCI6NDEwMjQ0NDgwMH0.8MLmYKveSUXymXRLhhrpF1ue1b8X-oXpdeCqM6Iv2QuEsQYdodSKQd6CbSVCd_3-kf7DzZBOa5_DH8f1WWbVCw',
  EdDSA: 'eyJhbGciOiJFZERTQSIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJ2ZWN0b3IiLCJpYXQiOjE3MDAwMDAwMDAsImV4cCI6NDEwMjQ0NDgwMH0.BZN_tit_Mek7bDC3H2WUeF8kr9mGdNZMDrJSFcUGUeNpEZYY_n2MSyQeLDxdtZdcE5w5p2nGglI1MGRXtGfSDw'
}

/** Tokens with something out of the ordinary about them, all with `vectorPayload`. */
export const special = {
  /** RS256 by `rsaOther`. */
  rsaOther: 'eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJ2ZWN0b3IiLCJpYXQiOjE3MDAwMDAwMDAsImV4cCI6NDEwMjQ0NDgwMH0.URr7cNMqiZetdj6wvUkIFwEBv3fgHzGiTloJJsDmi6xFk2SQzi5K-oYO1ayLP8Ym_L12NPANMtlE5BNRZ0H6fiOq87h7e4NAvS39SI-fmkRk7uGxpOeVOC1yHJDdz1qdQFy5SZgEqUB0mwgkDbf1Q53NCsym-xG836UDG-GxORaRsgbkzpv7ztIGotq8tB7o9znDCPrXcOf8ohMOLac-S8cqSLo9rLTJSILuEA-EcsSumJXKCHhEbg7k_9i1RoWdgSzVjXYPk-pGW-DJnDWk7s125sVQpuOCmdoR9bK4rWZUj1gBbrdV2Ip6lTpB6Ar5hBNhWdZ6TkXQSYHBH7RA_A',
  /** RS256 by `rsa1024`. */
  rsa1024: 'eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJ2ZWN0b3IiLCJpYXQiOjE3MDAwMDAwMDAsImV4cCI6NDEwMjQ0NDgwMH0.bJFDmmQgnLsGR3SATAbQqXCcNbwL3SnTXqopV04LyZDkN2eDuaqLuKadHkCobtnMcp6iKOAQALo-f8uqgNeVDetweLcO1Ob0sKMUcMvbInX0Tvr3T29KQ-ehieSE1TpNEViR6RTXk_mWuFP1s4fX1qfvn5f0gKWZHXvP2zr-OMw',
  /** RS256 by `rsa`, kid "key-2026-05". */
  withKid: 'eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCIsImtpZCI6ImtleS0yMDI2LTA1In0.eyJzdWIiOiJ2ZWN0b3IiLCJpYXQiOjE3MDAwMDAwMDAsImV4cCI6NDEwMjQ0NDgwMH0.pQ6CINCnfULxdq3038TDwlWBrFLVI2yjNz2wtiEaru3eoEE2fDhB9Bo4xmKxcfndmQyF3kSnUj-qTaySA_NOIgz-k4U7w4wDUWKvY-ttg3zv2v-i5-dZTRKq6cTA-CacLbXkeVsI_LNMoWVNvSFdg-Tn2KF4oEJZyJKivXr6hJGr-ibhylAaFefNClj8joXqSL3_KgaAHuefEe_rV6U8BEDuHvLu02TMcXTcoDLAvFmlsyqDpQYF0AIEORL2fC62xZXstGbEQ1ocdajw11VWSC64lQNNaYbXMmMo3bUc6V3XF99u_U_HNtB9NQlbwCGYdSdLu-9OlgKCDdDCOQU0Iw',
  /** RS256 by `rsaOther`, kid "key-2025-11". */
  otherWithKid: 'eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCIsImtpZCI6ImtleS0yMDI1LTExIn0.eyJzdWIiOiJ2ZWN0b3IiLCJpYXQiOjE3MDAwMDAwMDAsImV4cCI6NDEwMjQ0NDgwMH0.kGBZzM1Nfy1xlXmd0bMlUMDub8XQZWesSCKb-fLZU132LbWC1fdqoy5tto3KxiOBjG542v31zStf8blA1bzuAbXzs7tUld5qtkWMYdeso5RSUh_eQVSK8JWOWS5SG68RQJHq2aGwwRGrGYF9blCGwrLqYZ32t7ywLpYclw-_wNjZJRyGRP6IzAcOT3FFP0vYamT68H3UA9t9f0pp12PrNEIx-Hbxp7xx8n4TDKrbt7HIdxUwPI7zOgYF4A-Ywf_hEBIFvx6Yt_7_k2vFo5Z5CntTfO4bEBd8l9X668fQ-NlawkspJfbo2oV9qASxwmmqVSmsORLQ5ows65c6e82qmA',
  /** ES256 by `p256`: r begins with a zero byte, s with a one bit, so that their DER lengths differ. */
  es256Short: 'eyJhbGciOiJFUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJ2ZWN0b3IiLCJpYXQiOjE3MDAwMDAwMDAsImV4cCI6NDEwMjQ0NDgwMH0.AAWbLGIM_ebnICNDvtt8CfP1VL_r5xwQp0r8UgBh_PP3Vz1L2FeGDW9LU4fSqC0mYfyIYXVGv7_KRL78qPoB_g',
}

/** An RFC's example: its key and its token. */
export interface RfcExample {
  readonly alg: string
  readonly jwk: { readonly kty: string; readonly [member: string]: string }
  readonly token: string
}

/** The payload of RFC 7515 A.1 to A.3 and of RFC 7519 §3.1; it ended at that time in 2011. */
export const joe = { iss: 'joe', exp: 1300819380, 'http://example.com/is_root': true }

export const rfc: { readonly [section: string]: RfcExample } = {
  'RFC 7515 A.1': {
    alg: 'HS256',
    jwk: {
      kty: 'oct',
      k: 'AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow'
    },
    token: 'eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'
  },
  'RFC 7515 A.2': {
    alg: 'RS256',
    jwk: {
      kty: 'RSA',
      n: 'ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ',
      e: 'AQAB',
      d: 'Eq5xpGnNCivDflJsRQBXHx1hdR1k6Ulwe2JZD50LpXyWPEAeP88vLNO97IjlA7_GQ5sLKMgvfTeXZx9SE-7YwVol2NXOoAJe46sui395IW_GO-pWJ1O0BkTGoVEn2bKVRUCgu-GjBVaYLU6f3l9kJfFNS3E0QbVdxzubSu3Mkqzjkn439X0M_V51gfpRLI9JYanrC4D4qAdGcopV_0ZHHzQlBjudU2QvXt4ehNYTCBr6XCLQUShb1juUO1ZdiYoFaFQT5Tw8bGUl_x_jTj3ccPDVZFD9pIuhLhBOneufuBiB4cS98l2SR_RQyGWSeWjnczT0QU91p1DhOVRuOopznQ',
      p: '4BzEEOtIpmVdVEZNCqS7baC4crd0pqnRH_5IB3jw3bcxGn6QLvnEtfdUdiYrqBdss1l58BQ3KhooKeQTa9AB0Hw_Py5PJdTJNPY8cQn7ouZ2KKDcmnPGBY5t7yLc1QlQ5xHdwW1VhvKn-nXqhJTBgIPgtldC-KDV5z-y2XDwGUc',
      q: 'uQPEfgmVtjL0Uyyx88GZFF1fOunH3-7cepKmtH4pxhtCoHqpWmT8YAmZxaewHgHAjLYsp1ZSe7zFYHj7C6ul7TjeLQeZD_YwD66t62wDmpe_HlB-TnBA-njbglfIsRLtXlnDzQkv5dTltRJ11BKBBypeeF6689rjcJIDEz9RWdc',
      dp: 'BwKfV3Akq5_MFZDFZCnW-wzl-CCo83WoZvnLQwCTeDv8uzluRSnm71I3QCLdhrqE2e9YkxvuxdBfpT_PI7Yz-FOKnu1R6HsJeDCjn12Sk3vmAktV2zb34MCdy7cpdTh_YVr7tss2u6vneTwrA86rZtu5Mbr1C1XsmvkxHQAdYo0',
      dq: 'h_96-mK1R_7glhsum81dZxjTnYynPbZpHziZjeeHcXYsXaaMwkOlODsWa7I9xXDoRwbKgB719rrmI2oKr6N3Do9U0ajaHF-NKJnwgjMd2w9cjz3_-kyNlxAr2v4IKhGNpmM5iIgOS1VZnOZ68m6_pbLBSp3nssTdlqvd0tIiTHU',
      qi: 'IYd7DHOhrWvxkwPQsRM2tOgrjbcrfvtQJipd-DlcxyVuuM9sQLdgjVk2oy26F0EmpScGLq2MowX7fhd_QJQ3ydy5cY7YIBi87w93IKLEdfnbJtoOPLUW0ITrJReOgo1cq9SbsxYawBgfp_gh6A5603k2-ZQwVK0JKSHuLFkuQ3U'
    },
    token: 'eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw'
  },
  'RFC 7515 A.3': {
    alg: 'ES256',
    jwk: {
      kty: 'EC',
      crv: 'P-256',
      x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
      y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
      d: 'jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI'
    },
    token: 'eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q'
  },
  'RFC 7515 A.4': {
    alg: 'ES512',
    jwk: {
      kty: 'EC',
      crv: 'P-521',
      x: 'AekpBQ8ST8a8VcfVOTNl353vSrDCLLJXmPk06wTjxrrjcBpXp5EOnYG_NjFZ6OvLFV1jSfS9tsz4qUxcWceqwQGk',
      y: 'ADSmRA43Z1DSNx_RvcLI87cdL07l6jQyyBXMoxVg_l2Th-x3S1WDhjDly79ajL4Kkd0AZMaZmh9ubmf63e3kyMj2',
      d: 'AY5pb7A0UFiB3RELSD64fTLOSV_jazdF7fLYyuTw8lOfRhWg6Y6rUrPAxerEzgdRhajnu0ferB0d53vM9mE15j2C'
    },
    token: 'eyJhbGciOiJFUzUxMiJ9.UGF5bG9hZA.AdwMgeerwtHoh-l192l60hp9wAHZFVJbLfD_UxMi70cwnZOYaRI1bKPWROc-mZZqwqT2SI-KGDKB34XO0aw_7XdtAG8GaSwFKdCAPZgoXD2YBJZCPEX3xKpRwcdOO8KpEHwJjyqOgzDO7iKvU8vcnwNrmxYbSW9ERBXukOXolLzeO_Jn'
  },
  'RFC 7520 4.1': {
    alg: 'RS256',
    jwk: {
      kty: 'RSA',
      kid: 'bilbo.baggins@hobbiton.example',
      use: 'sig',
      n: 'n4EPtAOCc9AlkeQHPzHStgAbgs7bTZLwUBZdR8_KuKPEHLd4rHVTeT-O-XV2jRojdNhxJWTDvNd7nqQ0VEiZQHz_AJmSCpMaJMRBSFKrKb2wqVwGU_NsYOYL-QtiWN2lbzcEe6XC0dApr5ydQLrHqkHHig3RBordaZ6Aj-oBHqFEHYpPe7Tpe-OfVfHd1E6cS6M1FZcD1NNLYD5lFHpPI9bTwJlsde3uhGqC0ZCuEHg8lhzwOHrtIQbS0FVbb9k3-tVTU4fg_3L_vniUFAKwuCLqKnS2BYwdq_mzSnbLY7h_qixoR7jig3__kRhuaxwUkRz5iaiQkqgc5gHdrNP5zw',
      e: 'AQAB',
      d: 'bWUC9B-EFRIo8kpGfh0ZuyGPvMNKvYWNtB_ikiH9k20eT-O1q_I78eiZkpXxXQ0UTEs2LsNRS-8uJbvQ-A1irkwMSMkK1J3XTGgdrhCku9gRldY7sNA_AKZGh-Q661_42rINLRCe8W-nZ34ui_qOfkLnK9QWDDqpaIsA-bMwWWSDFu2MUBYwkHTMEzLYGqOe04noqeq1hExBTHBOBdkMXiuFhUq1BU6l-DqEiWxqg82sXt2h-LMnT3046AOYJoRioz75tSUQfGCshWTBnP5uDjd18kKhyv07lhfSJdrPdM5Plyl21hsFf4L_mHCuoFau7gdsPfHPxxjVOcOpBrQzwQ',
      p: '3Slxg_DwTXJcb6095RoXygQCAZ5RnAvZlno1yhHtnUex_fp7AZ_9nRaO7HX_-SFfGQeutao2TDjDAWU4Vupk8rw9JR0AzZ0N2fvuIAmr_WCsmGpeNqQnev1T7IyEsnh8UMt-n5CafhkikzhEsrmndH6LxOrvRJlsPp6Zv8bUq0k',
      q: 'uKE2dh-cTf6ERF4k4e_jy78GfPYUIaUyoSSJuBzp3Cubk3OCqs6grT8bR_cu0Dm1MZwWmtdqDyI95HrUeq3MP15vMMON8lHTeZu2lmKvwqW7anV5UzhM1iZ7z4yMkuUwFWoBvyY898EXvRD-hdqRxHlSqAZ192zB3pVFJ0s7pFc',
      dp: 'B8PVvXkvJrj2L-GYQ7v3y9r6Kw5g9SahXBwsWUzp19TVlgI-YV85q1NIb1rxQtD-IsXXR3-TanevuRPRt5OBOdiMGQp8pbt26gljYfKU_E9xn-RULHz0-ed9E9gXLKD4VGngpz-PfQ_q29pk5xWHoJp009Qf1HvChixRX59ehik',
      dq: 'CLDmDGduhylc9o7r84rEUVn7pzQ6PF83Y-iBZx5NT-TpnOZKF1pErAMVeKzFEl41DlHHqqBLSM0W1sOFbwTxYWZDm6sI6og5iTbwQGIC3gnJKbi_7k_vJgGHwHxgPaX2PnvP-zyEkDERuf-ry4c_Z11Cq9AqC2yeL6kdKT1cYF8',
      qi: '3PiqvXQN0zwMeE-sBvZgi289XP9XCQF3VWqPzMKnIgQp7_Tugo6-NZBKCQsMf3HaEGBjTVJs_jcK8-TRXvaKe-7ZMaQj8VfBdYkssbu0NKDDhjJ-GtiseaDVWt7dcH0cfwxgFUHpQh7FoCrjFJ6h6ZEpMF6xmujs4qMpPz8aaI4'
    },
    token: 'eyJhbGciOiJSUzI1NiIsImtpZCI6ImJpbGJvLmJhZ2dpbnNAaG9iYml0b24uZXhhbXBsZSJ9.SXTigJlzIGEgZGFuZ2Vyb3VzIGJ1c2luZXNzLCBGcm9kbywgZ29pbmcgb3V0IHlvdXIgZG9vci4gWW91IHN0ZXAgb250byB0aGUgcm9hZCwgYW5kIGlmIHlvdSBkb24ndCBrZWVwIHlvdXIgZmVldCwgdGhlcmXigJlzIG5vIGtub3dpbmcgd2hlcmUgeW91IG1pZ2h0IGJlIHN3ZXB0IG9mZiB0by4.MRjdkly7_-oTPTS3AXP41iQIGKa80A0ZmTuV5MEaHoxnW2e5CZ5NlKtainoFmKZopdHM1O2U4mwzJdQx996ivp83xuglII7PNDi84wnB-BDkoBwA78185hX-Es4JIwmDLJK3lfWRa-XtL0RnltuYv746iYTh_qHRD68BNt1uSNCrUCTJDt5aAE6x8wW1Kt9eRo4QPocSadnHXFxnt8Is9UzpERV0ePPQdLuW3IS_de3xyIrDaLGdjluPxUAhb6L2aXic1U12podGU0KLUQSE_oI-ZnmKJ3F4uOZDnd6QZWJushZ41Axf_fcIe8u9ipH84ogoree7vjbU5y18kDquDg'
  },
  'RFC 7520 4.2': {
    alg: 'PS384',
    jwk: {
      kty: 'RSA',
      kid: 'bilbo.baggins@hobbiton.example',
      use: 'sig',
      n: 'n4EPtAOCc9AlkeQHPzHStgAbgs7bTZLwUBZdR8_KuKPEHLd4rHVTeT-O-XV2jRojdNhxJWTDvNd7nqQ0VEiZQHz_AJmSCpMaJMRBSFKrKb2wqVwGU_NsYOYL-QtiWN2lbzcEe6XC0dApr5ydQLrHqkHHig3RBordaZ6Aj-oBHqFEHYpPe7Tpe-OfVfHd1E6cS6M1FZcD1NNLYD5lFHpPI9bTwJlsde3uhGqC0ZCuEHg8lhzwOHrtIQbS0FVbb9k3-tVTU4fg_3L_vniUFAKwuCLqKnS2BYwdq_mzSnbLY7h_qixoR7jig3__kRhuaxwUkRz5iaiQkqgc5gHdrNP5zw',
      e: 'AQAB',
      d: 'bWUC9B-EFRIo8kpGfh0ZuyGPvMNKvYWNtB_ikiH9k20eT-O1q_I78eiZkpXxXQ0UTEs2LsNRS-8uJbvQ-A1irkwMSMkK1J3XTGgdrhCku9gRldY7sNA_AKZGh-Q661_42rINLRCe8W-nZ34ui_qOfkLnK9QWDDqpaIsA-bMwWWSDFu2MUBYwkHTMEzLYGqOe04noqeq1hExBTHBOBdkMXiuFhUq1BU6l-DqEiWxqg82sXt2h-LMnT3046AOYJoRioz75tSUQfGCshWTBnP5uDjd18kKhyv07lhfSJdrPdM5Plyl21hsFf4L_mHCuoFau7gdsPfHPxxjVOcOpBrQzwQ',
      p: '3Slxg_DwTXJcb6095RoXygQCAZ5RnAvZlno1yhHtnUex_fp7AZ_9nRaO7HX_-SFfGQeutao2TDjDAWU4Vupk8rw9JR0AzZ0N2fvuIAmr_WCsmGpeNqQnev1T7IyEsnh8UMt-n5CafhkikzhEsrmndH6LxOrvRJlsPp6Zv8bUq0k',
      q: 'uKE2dh-cTf6ERF4k4e_jy78GfPYUIaUyoSSJuBzp3Cubk3OCqs6grT8bR_cu0Dm1MZwWmtdqDyI95HrUeq3MP15vMMON8lHTeZu2lmKvwqW7anV5UzhM1iZ7z4yMkuUwFWoBvyY898EXvRD-hdqRxHlSqAZ192zB3pVFJ0s7pFc',
      dp: 'B8PVvXkvJrj2L-GYQ7v3y9r6Kw5g9SahXBwsWUzp19TVlgI-YV85q1NIb1rxQtD-IsXXR3-TanevuRPRt5OBOdiMGQp8pbt26gljYfKU_E9xn-RULHz0-ed9E9gXLKD4VGngpz-PfQ_q29pk5xWHoJp009Qf1HvChixRX59ehik',
      dq: 'CLDmDGduhylc9o7r84rEUVn7pzQ6PF83Y-iBZx5NT-TpnOZKF1pErAMVeKzFEl41DlHHqqBLSM0W1sOFbwTxYWZDm6sI6og5iTbwQGIC3gnJKbi_7k_vJgGHwHxgPaX2PnvP-zyEkDERuf-ry4c_Z11Cq9AqC2yeL6kdKT1cYF8',
      qi: '3PiqvXQN0zwMeE-sBvZgi289XP9XCQF3VWqPzMKnIgQp7_Tugo6-NZBKCQsMf3HaEGBjTVJs_jcK8-TRXvaKe-7ZMaQj8VfBdYkssbu0NKDDhjJ-GtiseaDVWt7dcH0cfwxgFUHpQh7FoCrjFJ6h6ZEpMF6xmujs4qMpPz8aaI4'
    },
    token: 'eyJhbGciOiJQUzM4NCIsImtpZCI6ImJpbGJvLmJhZ2dpbnNAaG9iYml0b24uZXhhbXBsZSJ9.SXTigJlzIGEgZGFuZ2Vyb3VzIGJ1c2luZXNzLCBGcm9kbywgZ29pbmcgb3V0IHlvdXIgZG9vci4gWW91IHN0ZXAgb250byB0aGUgcm9hZCwgYW5kIGlmIHlvdSBkb24ndCBrZWVwIHlvdXIgZmVldCwgdGhlcmXigJlzIG5vIGtub3dpbmcgd2hlcmUgeW91IG1pZ2h0IGJlIHN3ZXB0IG9mZiB0by4.cu22eBqkYDKgIlTpzDXGvaFfz6WGoz7fUDcfT0kkOy42miAh2qyBzk1xEsnk2IpN6-tPid6VrklHkqsGqDqHCdP6O8TTB5dDDItllVo6_1OLPpcbUrhiUSMxbbXUvdvWXzg-UD8biiReQFlfz28zGWVsdiNAUf8ZnyPEgVFn442ZdNqiVJRmBqrYRXe8P_ijQ7p8Vdz0TTrxUeT3lm8d9shnr2lfJT8ImUjvAA2Xez2Mlp8cBE5awDzT0qI0n6uiP1aCN_2_jLAeQTlqRHtfa64QQSUmFAAjVKPbByi7xho0uTOcbH510a6GYmJUAfmWjwZ6oD4ifKo8DYM-X72Eaw'
  },
  'RFC 7520 4.3': {
    alg: 'ES512',
    jwk: {
      kty: 'EC',
      kid: 'bilbo.baggins@hobbiton.example',
      use: 'sig',
      crv: 'P-521',
      x: 'AHKZLLOsCOzz5cY97ewNUajB957y-C-U88c3v13nmGZx6sYl_oJXu9A5RkTKqjqvjyekWF-7ytDyRXYgCF5cj0Kt',
      y: 'AdymlHvOiLxXkEhayXQnNCvDX4h9htZaCJN34kfmC6pV5OhQHiraVySsUdaQkAgDPrwQrJmbnX9cwlGfP-HqHZR1',
      d: 'AAhRON2r9cqXX1hg-RoI6R1tX5p2rUAYdmpHZoC1XNM56KtscrX6zbKipQrCW9CGZH3T4ubpnoTKLDYJ_fF3_rJt'
    },
    token: 'eyJhbGciOiJFUzUxMiIsImtpZCI6ImJpbGJvLmJhZ2dpbnNAaG9iYml0b24uZXhhbXBsZSJ9.SXTigJlzIGEgZGFuZ2Vyb3VzIGJ1c2luZXNzLCBGcm9kbywgZ29pbmcgb3V0IHlvdXIgZG9vci4gWW91IHN0ZXAgb250byB0aGUgcm9hZCwgYW5kIGlmIHlvdSBkb24ndCBrZWVwIHlvdXIgZmVldCwgdGhlcmXigJlzIG5vIGtub3dpbmcgd2hlcmUgeW91IG1pZ2h0IGJlIHN3ZXB0IG9mZiB0by4.AE_R_YZCChjn4791jSQCrdPZCNYqHXCTZH0-JZGYNlaAjP2kqaluUIIUnC9qvbu9Plon7KRTzoNEuT4Va2cmL1eJAQy3mtPBu_u_sDDyYjnAMDxXPn7XrT0lw-kvAD890jl8e2puQens_IEKBpHABlsbEPX6sFY8OcGDqoRuBomu9xQ2'
  },
  'RFC 7520 4.4': {
    alg: 'HS256',
    jwk: {
      kty: 'oct',
      kid: '018c0ae5-4d9b-471b-bfd6-eef314bc7037',
      use: 'sig',
      alg: 'HS256',
      k: 'hJtXIZ2uSN5kbQfbtTNWbpdmhkV8FJG-Onbc6mxCcYg'
    },
    token: 'eyJhbGciOiJIUzI1NiIsImtpZCI6IjAxOGMwYWU1LTRkOWItNDcxYi1iZmQ2LWVlZjMxNGJjNzAzNyJ9.SXTigJlzIGEgZGFuZ2Vyb3VzIGJ1c2luZXNzLCBGcm9kbywgZ29pbmcgb3V0IHlvdXIgZG9vci4gWW91IHN0ZXAgb250byB0aGUgcm9hZCwgYW5kIGlmIHlvdSBkb24ndCBrZWVwIHlvdXIgZmVldCwgdGhlcmXigJlzIG5vIGtub3dpbmcgd2hlcmUgeW91IG1pZ2h0IGJlIHN3ZXB0IG9mZiB0by4.s0h6KThzkfBBBkLspW1h84VsJZFTsPPqMDA7g1Md7p0'
  },
  'RFC 8037 A.4': {
    alg: 'EdDSA',
    jwk: {
      kty: 'OKP',
      crv: 'Ed25519',
      d: 'nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A',
      x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo'
    },
    token: 'eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg'
  }
}
