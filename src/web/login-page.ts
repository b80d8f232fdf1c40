/** The server's own page for logging in; it runs no script. `hasUser`: a name is asked for beside the password. */
export function loginPage(hasUser: boolean, problem = ""): string {
  const user = hasUser
    ? '<label>User <input name="user" autocomplete="username" autocapitalize="none" required autofocus></label>'
    : "";
  const secret = hasUser ? "Password" : "Token";
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Log in – pickup load test</title>
<link rel="stylesheet" href="/login.css">
</head>
<body>
<main>
<h1>pickup load test</h1>
${problem === "" ? "" : `<p role="alert">${problem}</p>`}
<form method="post" action="/login">
${user}
<label>${secret} <input name="password" type="password" autocomplete="current-password" required></label>
<button>Log in</button>
</form>
</main>
</body>
</html>
`;
}

export const loginStyle = `:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 0; display: grid; place-items: center; min-height: 100vh; }
main { width: min(22rem, 90vw); }
h1 { font-size: 1.4rem; }
form { display: grid; gap: 1rem; }
label { display: grid; gap: 0.25rem; }
input, button { font: inherit; padding: 0.5rem 0.75rem; }
`;
