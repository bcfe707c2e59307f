// One line on the agency's page opens the chat in a corner: <script src="https://…/widget.js" async></script>
"use strict";
(() => {
  const home = new URL(document.currentScript.src).origin;
  const frame = document.createElement("iframe");
  const button = document.createElement("button");
  Object.assign(frame, { src: "", title: "公开服务台", hidden: true });
  frame.style.cssText =
    "position:fixed;right:16px;bottom:80px;width:min(400px,calc(100vw - 32px));height:min(640px,calc(100vh - 110px));" +
    "border:1px solid #c6d0dc;border-radius:10px;box-shadow:0 6px 24px #0004;z-index:2147483000;background:#fff";
  button.type = "button";
  button.textContent = "咨询与申请公开";
  button.setAttribute("aria-expanded", "false");
  button.style.cssText =
    "position:fixed;right:16px;bottom:16px;min-height:48px;padding:8px 18px;border:0;border-radius:24px;" +
    "background:#14559f;color:#fff;font:600 16px/1.5 system-ui,sans-serif;cursor:pointer;z-index:2147483000";
  button.addEventListener("click", () => {
    if (!frame.getAttribute("src")) frame.src = `${home}/embed`;
    frame.hidden = !frame.hidden;
    button.setAttribute("aria-expanded", String(!frame.hidden));
    button.textContent = frame.hidden ? "咨询与申请公开" : "关闭";
  });
  const add = () => document.body.append(frame, button);
  if (document.body) add();
  else addEventListener("DOMContentLoaded", add);
})();
