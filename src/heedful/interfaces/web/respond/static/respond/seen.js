// A page that stays in view for some seconds was read; a mail program that only fetches it never gets here.
(() => {
  const form = document.querySelector("form[data-seen]");
  if (!form) return;
  const told = () => fetch(location.href, { method: "POST", redirect: "manual" });
  const wait = () => setTimeout(() => { if (!document.hidden) told(); else begin(); }, 5000);
  const begin = () => {
    if (!document.hidden) wait();
    else document.addEventListener("visibilitychange", wait, { once: true });
  };
  begin();
})();
