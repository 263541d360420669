//! What a company's own server does, in the languages that intranets are written in; nothing but their standard libraries.
//! `docs/embedding.md` has the same.

/// What stands in the page.
pub(super) const PAGE: &str = r#"<script>
window.Kotae=window.Kotae||function(){(Kotae.q=Kotae.q||[]).push(arguments)};
const identify = async () => Kotae("identify", { token: await (await fetch("/kotae-token")).text() });
addEventListener("kotae:token-expiring", identify);
identify();
</script>"#;

/// The name of a language and the code; `WIDGET_KEY` is the widget's.
pub(super) const EXAMPLES: [(&str, &str); 4] = [
    ("Node.js", NODE),
    ("Python", PYTHON),
    ("PHP", PHP),
    ("C#", CSHARP),
];

const NODE: &str = r#"const { createHmac } = require("node:crypto");

function kotaeToken(user) {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const now = Math.floor(Date.now() / 1000);
  const text = part({ alg: "HS256", typ: "JWT", kid: process.env.KOTAE_KID }) + "." + part({
    sub: String(user.id), aud: "WIDGET_KEY", iat: now, exp: now + 600,
    name: user.name, email: user.email, groups: user.groups,
  });
  return text + "." + createHmac("sha256", process.env.KOTAE_SECRET).update(text).digest("base64url");
}"#;

const PYTHON: &str = r#"import base64, hashlib, hmac, json, os, time

def kotae_token(user):
    def encode(raw):
        return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
    now = int(time.time())
    header = {"alg": "HS256", "typ": "JWT", "kid": os.environ["KOTAE_KID"]}
    claims = {"sub": str(user.id), "aud": "WIDGET_KEY", "iat": now, "exp": now + 600,
              "name": user.name, "email": user.email, "groups": user.groups}
    text = ".".join(encode(json.dumps(part).encode()) for part in (header, claims))
    key = os.environ["KOTAE_SECRET"].encode()
    return text + "." + encode(hmac.new(key, text.encode(), hashlib.sha256).digest())"#;

const PHP: &str = r"function kotae_token($user) {
    $encode = fn($raw) => rtrim(strtr(base64_encode($raw), '+/', '-_'), '=');
    $now = time();
    $text = $encode(json_encode(['alg' => 'HS256', 'typ' => 'JWT', 'kid' => getenv('KOTAE_KID')])) . '.'
        . $encode(json_encode(['sub' => (string) $user->id, 'aud' => 'WIDGET_KEY', 'iat' => $now, 'exp' => $now + 600,
            'name' => $user->name, 'email' => $user->email, 'groups' => $user->groups]));
    return $text . '.' . $encode(hash_hmac('sha256', $text, getenv('KOTAE_SECRET'), true));
}";

const CSHARP: &str = r#"using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

static string KotaeToken(User user)
{
    static string Encode(byte[] raw) => Convert.ToBase64String(raw).TrimEnd('=').Replace('+', '-').Replace('/', '_');
    var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
    var header = new { alg = "HS256", typ = "JWT", kid = Environment.GetEnvironmentVariable("KOTAE_KID") };
    var claims = new { sub = user.Id.ToString(), aud = "WIDGET_KEY", iat = now, exp = now + 600,
                       name = user.Name, email = user.Email, groups = user.Groups };
    var text = Encode(JsonSerializer.SerializeToUtf8Bytes(header)) + "." + Encode(JsonSerializer.SerializeToUtf8Bytes(claims));
    var key = Encoding.UTF8.GetBytes(Environment.GetEnvironmentVariable("KOTAE_SECRET")!);
    return text + "." + Encode(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)));
}"#;
