"""Write the JSON Schemas of `config/schemas/` anew from the models: ``python -m tests.config.schemas``."""

from monitor.config.paths import bundled
from monitor.config.shapes import json_schemas


def main() -> None:
    folder = bundled("config") / "schemas"
    folder.mkdir(exist_ok=True)
    for name, text in json_schemas().items():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
