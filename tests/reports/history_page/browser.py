"""A headless Chromium driven by WebDriver, with Python's standard library only."""

import base64
import json
import re
import shutil
import subprocess
import tempfile
import urllib.error
import urllib.request

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
LOCAL = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # Past any proxy.
KEYS = {
    "ArrowLeft": "\ue012", "ArrowUp": "\ue013", "ArrowRight": "\ue014", "ArrowDown": "\ue015",
    "Home": "\ue011", "End": "\ue010", "Escape": "\ue00c", "Tab": "\ue004", "Enter": "\ue007",
}


class Unavailable(Exception):
    """There is no browser here, or it does not start."""


class WebDriverError(Exception):
    pass


class Browser:
    def __init__(self, width=1440, height=900, dark=False):
        chromium = shutil.which("chromium") or shutil.which("google-chrome")
        driver = shutil.which("chromedriver")
        if not chromium or not driver:
            raise Unavailable("no chromium, or no chromedriver (Debian: chromium-driver)")
        self.profile = tempfile.TemporaryDirectory(prefix="teacup-browser-",
                                                   ignore_cleanup_errors=True)
        self.driver = subprocess.Popen([driver, "--port=0"], stdout=subprocess.PIPE,
                                       stderr=subprocess.DEVNULL, text=True)
        try:
            self.base = f"http://127.0.0.1:{self._port()}"
            self._begin_session(chromium, width, height, dark)
        except Exception as error:
            self.quit()
            raise Unavailable(f"chromium does not start: {error}") from error

    def _port(self):
        for line in self.driver.stdout:
            found = re.search(r"successfully on port (\d+)", line)
            if found:
                return int(found.group(1))
        raise Unavailable("chromedriver ended before it listened")

    def _begin_session(self, chromium, width, height, dark):
        arguments = [
            "--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu",
            "--disable-background-networking", "--disable-component-update", "--no-first-run",
            f"--user-data-dir={self.profile.name}", f"--window-size={width},{height}",
            "--force-device-scale-factor=1", "about:blank",
        ]
        if dark:
            arguments.append("--blink-settings=preferredColorScheme=0")
        reply = self._call("POST", "/session", {"capabilities": {"alwaysMatch": {
            "unhandledPromptBehavior": "ignore",
            "goog:chromeOptions": {"binary": chromium, "args": arguments},
            "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"},
        }}})
        self.base += f"/session/{reply['sessionId']}"

    def _call(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.base + path, data=data, method=method)
        try:
            with LOCAL.open(request, timeout=60) as reply:
                return json.load(reply)["value"]
        except urllib.error.HTTPError as error:
            value = json.load(error)["value"]
            raise WebDriverError(f"{value['error']}: {value['message']}") from None

    def open(self, path):
        self._call("POST", "/url", {"url": f"file://{path}"})

    def run(self, script, *arguments):
        """What the body of a function returns in the page."""
        return self._call("POST", "/execute/sync", {"script": script, "args": list(arguments)})

    def run_async(self, script, *arguments):
        """What is given to arguments[arguments.length - 1]."""
        return self._call("POST", "/execute/async", {"script": script, "args": list(arguments)})

    def settle(self):
        """Waits until the page has drawn what it was told, movements included."""
        self.run_async("const done = arguments[0];"
                       "setTimeout(() => requestAnimationFrame(() => done()), 260);")

    def frames(self):
        """Waits for two frames: the state has reached the document."""
        self.run_async("const done = arguments[0]; requestAnimationFrame(() => "
                       "requestAnimationFrame(() => done()));")

    def click(self, selector):
        found = self._call("POST", "/element", {"using": "css selector", "value": selector})
        self._call("POST", f"/element/{found[ELEMENT]}/click", {})
        self.frames()

    def press(self, *keys):
        actions = []
        for key in keys:
            value = KEYS.get(key, key)
            actions += [{"type": "keyDown", "value": value}, {"type": "keyUp", "value": value}]
        self._call("POST", "/actions",
                   {"actions": [{"type": "key", "id": "keyboard", "actions": actions}]})
        self.frames()

    def point(self, x, y, click=False):
        """Moves the mouse there, in pixels of the window."""
        actions = [{"type": "pointerMove", "duration": 0, "x": int(x), "y": int(y)}]
        if click:
            actions += [{"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0}]
        self._call("POST", "/actions",
                   {"actions": [{"type": "pointer", "id": "mouse", "actions": actions}]})
        self.frames()

    def text(self, selector):
        return self.run("const found = document.querySelector(arguments[0]);"
                        "return found ? found.innerText ?? found.textContent : null", selector)

    def has_dialog(self):
        try:
            self._call("GET", "/alert/text")
            return True
        except WebDriverError as error:
            if "no such alert" in str(error):
                return False
            raise

    def console(self):
        """What the console told since the last call."""
        return [entry["message"] for entry in self._call("POST", "/se/log", {"type": "browser"})]

    def requests(self):
        """Addresses that pages from files asked for since the last call."""
        entries = self._call("POST", "/se/log", {"type": "performance"})
        messages = [json.loads(entry["message"])["message"] for entry in entries]
        return [message["params"]["request"]["url"] for message in messages
                if message["method"] == "Network.requestWillBeSent"
                and message["params"]["documentURL"].startswith("file:")]

    def screenshot(self, path):
        with open(path, "wb") as out:
            out.write(base64.b64decode(self._call("GET", "/screenshot")))

    def quit(self):
        if "/session/" in getattr(self, "base", ""):
            try:
                self._call("DELETE", "")
            except (WebDriverError, OSError):
                pass  # It is ended below.
        self.driver.terminate()
        self.driver.wait(timeout=10)
        self.driver.stdout.close()
        self.profile.cleanup()
