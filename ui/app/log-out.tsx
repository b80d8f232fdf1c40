/** Ends the session; the server then shows its own login page. */
export function LogOut() {
  return (
    <form method="post" action="logout">
      <button type="submit" class="quiet">
        Log out
      </button>
    </form>
  );
}
