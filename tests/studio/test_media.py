"""Pictures and recordings: the honest ones are shown, anything else is refused, whatever it is called."""

from __future__ import annotations

import io
import os
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from labelproof._base.dataset import ImageRef
from labelproof._workspace.workspace import Workspace
from labelproof.studio.media import Media
from studio.studios import Answer, Studio, serving, write_media_folder

Image = pytest.importorskip("PIL.Image")

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"


def encoded(kind: str = "PNG", size: tuple[int, int] = (300, 200), mode: str = "RGB", **options: Any) -> bytes:
    """A picture as bytes."""
    out = io.BytesIO()
    pixels = np.random.default_rng(0).integers(0, 255, (size[1], size[0], 3), dtype=np.uint8)
    Image.fromarray(pixels).convert(mode).save(out, kind, **options)
    return out.getvalue()


def bomb(width: int, height: int) -> bytes:
    """A PNG whose header promises this many pixels and whose data is small."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    lines = zlib.compress(b"\0" * 1_000_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", lines) + chunk(b"IEND", b"")


@contextmanager
def showing(folder: Path, media: list[Any], *, modality: str = "image", root: Path | None = None) -> Iterator[Studio]:
    """Serve rows with these media, of the data in `folder/data`."""
    place = write_media_folder(folder / "made.labelproof", media, root=root or folder / "data", modality=modality)
    with Workspace.open(place, user="ada") as workspace, serving(workspace) as studio:
        yield studio


def shown(answer: Answer) -> Any:
    """The picture of an answer."""
    assert answer.status == 200, answer.content
    return Image.open(io.BytesIO(answer.content))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    return folder


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP", "PPM"])
def test_raster_pictures_are_shown_encoded_anew(tmp_path: Path, data: Path, kind: str) -> None:
    (data / "a.bin").write_bytes(encoded(kind))

    with showing(tmp_path, ["a.bin"]) as studio:
        whole, small = studio.get("media/0"), studio.get("thumb/0", s=64)

    assert shown(whole).size == (300, 200)
    assert shown(small).size == (64, 43)
    assert (whole.headers["content-type"], small.headers["content-type"]) == ("image/jpeg", "image/png")
    assert "sandbox" in whole.headers["content-security-policy"]
    assert whole.headers["x-content-type-options"] == "nosniff"
    assert whole.headers["cache-control"] == "private, max-age=300"


def test_the_largest_side_is_bounded(tmp_path: Path, data: Path) -> None:
    (data / "long.png").write_bytes(encoded(size=(5000, 40), mode="L"))

    with showing(tmp_path, ["long.png"]) as studio:
        assert shown(studio.get("media/0")).size == (4096, 33)


HOSTILE: dict[str, bytes] = {
    "a drawing": SVG,
    "a drawing called png": b"\n" + SVG,
    "a page": HTML,
    "a page behind the first bytes of a picture": b"\x89PNG\r\n\x1a\n" + HTML,
    "a page behind the first bytes of another": b"GIF89a" + HTML,
    "nothing": b"",
    "a picture that ends early": encoded()[:400],
    "a document": b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n",
    "a program in PostScript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\nshowpage\n",
    "a pickle": b"\x80\x04\x95\x0b\x00\x00\x00\x00\x00\x00\x00\x8c\x02os\x94.",
    "64 megapixels and more": bomb(60_000, 60_000),
    "a line without an end": bomb(2**31 - 1, 1),
}


@pytest.mark.parametrize("what", HOSTILE)
@pytest.mark.parametrize("route", ["media/0", "thumb/0"])
def test_what_is_no_raster_picture_is_refused(tmp_path: Path, data: Path, what: str, route: str) -> None:
    (data / "a.png").write_bytes(HOSTILE[what])

    with showing(tmp_path, ["a.png"]) as studio:
        answer = studio.get(route)

    assert answer.status == 422
    assert answer.error["code"] == "unreadable"
    assert re.fullmatch(r"[A-Z`].+[^.]\. You can still decide\.", answer.error["message"])
    assert answer.headers["content-type"] == "application/json"
    assert b"script>" not in answer.content


def test_a_page_that_hides_in_a_picture_does_not_get_through(tmp_path: Path, data: Path) -> None:
    (data / "tail.png").write_bytes(encoded() + HTML)
    (data / "comment.jpg").write_bytes(encoded("JPEG", comment=HTML))

    with showing(tmp_path, ["tail.png", "comment.jpg"]) as studio:
        answers = [studio.get(f"media/{row}") for row in (0, 1)]

    assert [shown(answer).size for answer in answers] == [(300, 200)] * 2
    assert not any(b"script" in answer.content for answer in answers)


def link_to_a_file(folder: Path) -> str:
    (folder / "secret.png").write_bytes(encoded())
    (folder / "data" / "link.png").symlink_to(folder / "secret.png")
    return "link.png"


def link_to_a_folder(folder: Path) -> str:
    (folder / "secret").mkdir()
    (folder / "secret" / "a.png").write_bytes(encoded())
    (folder / "data" / "linked").symlink_to(folder / "secret", target_is_directory=True)
    return "linked/a.png"


def link_to_itself(folder: Path) -> str:
    (folder / "data" / "loop.png").symlink_to(folder / "data" / "loop.png")
    return "loop.png"


def path_upwards(folder: Path) -> str:
    (folder / "secret.png").write_bytes(encoded())
    return "../secret.png"


def path_down_and_up(folder: Path) -> str:
    (folder / "data" / "below").mkdir()
    return "below/" + "../" + path_upwards(folder)


def absolute_path(folder: Path) -> str:
    path_upwards(folder)
    return str(folder / "secret.png")


def folder_itself(folder: Path) -> str:
    (folder / "data" / "a.png").mkdir()
    return "a.png"


def device(_folder: Path) -> str:
    return "/dev/zero"


def pipe(folder: Path) -> str:
    os.mkfifo(folder / "data" / "a.png")
    return "a.png"


def missing(_folder: Path) -> str:
    return "missing.png"


def nothing(_folder: Path) -> str:
    return ""


def nul(_folder: Path) -> str:
    return "a.png\0.jpg"


PLACES: list[Callable[[Path], str]] = [
    *(link_to_a_file, link_to_a_folder, link_to_itself, path_upwards, path_down_and_up, absolute_path),
    *(folder_itself, device, pipe, missing, nothing, nul),
]


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.__name__)
def test_only_plain_files_in_the_folder_of_the_data_are_read(
    tmp_path: Path, data: Path, place: Callable[[Path], str]
) -> None:
    with showing(tmp_path, [place(tmp_path)]) as studio:
        answer = studio.get("media/0")

    assert (answer.status, answer.error["code"]) == (422, "unreadable")


def test_a_link_that_stays_inside_is_followed(tmp_path: Path, data: Path) -> None:
    (data / "a.png").write_bytes(encoded())
    (data / "again.png").symlink_to(data / "a.png")

    with showing(tmp_path, ["again.png"]) as studio:
        assert shown(studio.get("media/0")).size == (300, 200)


def test_members_of_zip_files_are_shown(tmp_path: Path, data: Path) -> None:
    with zipfile.ZipFile(data / "all.zip", "w") as archive:
        archive.writestr("cat/a.png", encoded())
        archive.writestr("cat/page.png", HTML)

    media = [{"file": "all.zip", "member": name} for name in ("cat/a.png", "cat/page.png", "none.png", "../a.png")]
    with showing(tmp_path, [*media, {"file": "../all.zip", "member": "cat/a.png"}]) as studio:
        answers = [studio.get(f"media/{row}") for row in range(5)]

    assert [answer.status for answer in answers] == [200, 422, 422, 422, 422]


def test_pictures_that_came_as_arrays_are_shown(tmp_path: Path, data: Path) -> None:
    folder = tmp_path / "made.labelproof" / "review"
    folder.mkdir(parents=True)
    np.save(folder / "images.npy", np.arange(2 * 28 * 28, dtype=np.uint16).astype(np.uint8).reshape(2, 28, 28))
    media = [{"file": "images.npy", "index": index} for index in (0, 1, 2, -1)]

    with showing(tmp_path, media) as studio:
        answers = [studio.get(f"media/{row}") for row in range(4)]

    assert [answer.status for answer in answers] == [200, 200, 422, 422]
    assert (shown(answers[0]).size, answers[0].headers["content-type"]) == ((28, 28), "image/png")


def test_arrays_of_npz_files_are_shown(tmp_path: Path, data: Path) -> None:
    np.savez(data / "mnist.npz", images=np.zeros((3, 8, 8, 3), dtype=np.uint8))
    media = [{"file": "mnist.npz", "array": name, "index": 2} for name in ("images", "labels")]

    with showing(tmp_path, media) as studio:
        answers = [studio.get(f"media/{row}") for row in range(2)]

    assert [answer.status for answer in answers] == [200, 422]


def test_pickled_arrays_are_never_loaded(tmp_path: Path, data: Path) -> None:
    traces = tmp_path / "executed"

    class Evil:
        def __reduce__(self) -> Any:
            return (Path.touch, (traces,))

    np.save(data / "evil.npy", np.array([Evil()], dtype=object), allow_pickle=True)
    np.savez(data / "evil.npz", images=np.array([Evil()], dtype=object))
    media = [{"file": "evil.npy", "index": 0}, {"file": "evil.npz", "array": "images", "index": 0}]

    with showing(tmp_path, media) as studio:
        answers = [studio.get(f"media/{row}") for row in range(2)]

    assert [answer.error["code"] for answer in answers] == ["unreadable"] * 2
    assert not traces.exists()


def wav(seconds: float = 0.2, rate: int = 8000) -> bytes:
    """A tone of two channels."""
    wave = (np.sin(np.arange(int(seconds * rate)) / 5) * 20_000).astype("<i2")
    samples = np.stack([wave, wave], axis=1).tobytes()
    form = struct.pack("<HHIIHH", 1, 2, rate, 4 * rate, 4, 16)
    head = b"WAVEfmt " + struct.pack("<I", len(form)) + form + b"data" + struct.pack("<I", len(samples))
    return b"RIFF" + struct.pack("<I", len(head) + len(samples)) + head + samples


def test_recordings_are_played_and_seen(tmp_path: Path, data: Path) -> None:
    (data / "a.wav").write_bytes(wav() + HTML)

    with showing(tmp_path, ["a.wav"], modality="audio") as studio:
        sound, sight = studio.get("media/0"), studio.get("thumb/0")

    assert (sound.status, sound.headers["content-type"]) == (200, "audio/wav")
    assert struct.unpack_from("<HHI", sound.content, 20) == (1, 1, 8000)
    assert len(sound.content) == 44 + 2 * 1600
    assert b"script" not in sound.content
    assert shown(sight).size == (224, 224)


@pytest.mark.parametrize("content", [HTML, SVG, b"", b"RIFF\0\0\0\0WAVEfmt ", encoded()], ids=range(5))
def test_what_is_no_recording_is_refused(tmp_path: Path, data: Path, content: bytes) -> None:
    (data / "a.wav").write_bytes(content)

    with showing(tmp_path, ["a.wav"], modality="audio") as studio:
        assert studio.get("media/0").error["code"] == "unreadable"


def test_a_row_without_media_says_so(studio: Studio) -> None:
    answer = studio.get("media/0")

    assert (answer.status, answer.error["code"]) == (404, "no_media")


def test_a_row_that_is_not_there_says_so(studio: Studio) -> None:
    assert studio.get("media/12").status in {400, 404}


@pytest.mark.parametrize("query", ["s=100", "s=0", "s=-64", "s=x", "side=64", "s=64&s=4096", "path=a.png"])
def test_pictures_come_in_four_sizes(tmp_path: Path, data: Path, query: str) -> None:
    (data / "a.png").write_bytes(encoded())

    with showing(tmp_path, ["a.png"]) as studio:
        answer = studio.ask("GET", f"/api/v1/thumb/0?{query}", {"Authorization": f"Bearer {studio.token}"})

    assert answer.status == 400


def test_what_was_made_is_kept_by_what_it_was_made_from(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(encoded())
    media = Media(tmp_path / "cache")

    first = media.picture(ImageRef("a", path), side=64)
    kept = [file for file in (tmp_path / "cache").rglob("*") if file.is_file()]
    again = media.picture(ImageRef("a", path), side=64)
    path.write_bytes(encoded(size=(40, 40)))
    other = media.picture(ImageRef("a", path), side=64)

    assert len(kept) == 1
    assert kept[0].read_bytes() == first.content == again.content
    assert other.content != first.content


def test_the_oldest_of_what_was_kept_goes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    media = Media(tmp_path)
    files = [tmp_path / "pictures" / "ab" / name for name in ("old", "new")]
    files[0].parent.mkdir(parents=True)
    for age, file in enumerate(files):
        file.write_bytes(b"x" * 10)
        os.utime(file, (age, age))
    monkeypatch.setattr("labelproof.studio.media._MOST_CACHED", 15)
    media.tidy()

    assert [file.exists() for file in files] == [False, True]


def test_a_folder_that_cannot_be_written_is_no_reason_to_show_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(encoded())
    (tmp_path / "cache").write_bytes(b"a file in the way")

    assert Media(tmp_path / "cache").picture(ImageRef("a", tmp_path / "a.png"), side=64).kind == "image/png"
