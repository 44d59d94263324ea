from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from indexer.errors import SourceNotFound
from indexer.model import Skipped, SourceFile
from indexer.sources import discover, read, sha256


def tree(root: Path, *names: str) -> Path:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"Inhalt von " + os.fsencode(name))
    return root


def ids(*sources: Path) -> list[str]:
    return [item.id for item in discover(sources) if isinstance(item, SourceFile)]


def test_a_folder_is_walked_in_order_with_relative_ids_and_chained_sources(tmp_path: Path) -> None:
    root = tree(tmp_path / "seeds", "b.txt", "a/z.md", "a/y.TXT", "a/deep/x.html", "c.jsonl.gz")
    files = [item for item in discover([root]) if isinstance(item, SourceFile)]
    assert [file.id for file in files] == [
        "a/deep/x.html", "a/y.TXT", "a/z.md", "b.txt", "c.jsonl.gz",
    ]  # fmt: skip
    assert [file.source for file in files] == [
        "seeds/a/deep", "seeds/a", "seeds/a", "seeds", "seeds",
    ]  # fmt: skip
    assert files[3].size == (root / "b.txt").stat().st_size
    assert files[3].mtime_ns == (root / "b.txt").stat().st_mtime_ns


def test_a_single_file_has_its_name_as_id_and_its_folder_as_source(tmp_path: Path) -> None:
    root = tree(tmp_path / "seeds", "b.txt")
    (file,) = discover([root / "b.txt"])
    assert isinstance(file, SourceFile)
    assert (file.id, file.source) == ("b.txt", "seeds")


def test_the_source_is_named_after_the_folder_even_when_given_as_a_dot(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tree(tmp_path / "seeds", "b.txt"))
    (file,) = discover([Path()])
    assert isinstance(file, SourceFile)
    assert file.source == "seeds"


def test_hidden_files_and_lock_files_are_passed_over(tmp_path: Path) -> None:
    root = tree(tmp_path, ".git/a.txt", ".b.txt", "~$c.docx", "d.txt")
    assert [item.id for item in discover([root]) if isinstance(item, SourceFile)] == ["d.txt"]
    assert len(list(discover([root]))) == 1


def test_names_keep_the_form_they_have_on_disk(tmp_path: Path) -> None:
    decomposed = "hoa\u0300.txt"
    assert ids(tree(tmp_path, decomposed)) == [decomposed]


@pytest.mark.parametrize("name", ["notes.xyz", "README"])
def test_an_unknown_suffix_is_skipped_in_a_folder_and_by_name(tmp_path: Path, name: str) -> None:
    root = tree(tmp_path, name)
    for source in (root, root / name):
        (notice,) = discover([source])
        assert isinstance(notice, Skipped)
        assert (notice.where, notice.code) == (str(root / name), "unsupported-format")
        assert ".txt" in notice.reason


def test_a_source_that_is_not_there_is_an_error_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(SourceNotFound, match="missing-folder") as caught:
        discover([tree(tmp_path, "a.txt"), tmp_path / "missing-folder"])
    assert caught.value.hint


def test_links_are_followed_once_and_loops_end(tmp_path: Path) -> None:
    root = tree(tmp_path / "root", "a/x.txt")
    (root / "a" / "loop").symlink_to(root)
    (root / "b").symlink_to(root / "a")
    assert ids(root) == ["a/x.txt"]


def test_a_dangling_link_is_skipped(tmp_path: Path) -> None:
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere.txt")
    (tmp_path / "self.txt").symlink_to(tmp_path / "self.txt")
    assert [item.code for item in discover([tmp_path]) if isinstance(item, Skipped)] == [
        "unreadable",
        "unreadable",
    ]


def test_a_file_reached_from_two_sources_is_yielded_once(tmp_path: Path) -> None:
    root = tree(tmp_path, "a/x.txt", "y.txt")
    assert ids(root / "a", root) == ["x.txt", "y.txt"]


def test_a_pipe_is_skipped_and_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (notice,) = discover([tmp_path])
    assert isinstance(notice, Skipped)
    assert notice.code == "unreadable"


def test_a_folder_that_cannot_be_listed_is_skipped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tree(tmp_path, "closed/a.txt", "open/b.txt")
    scandir = os.scandir

    def refusing(path: Path) -> object:
        if Path(path).name == "closed":
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr("indexer.sources.discovery.os.scandir", refusing)
    closed, file = discover([root])
    assert isinstance(closed, Skipped)
    assert (closed.where, closed.code) == (str(root / "closed"), "unreadable")
    assert "Permission denied" in closed.reason
    assert isinstance(file, SourceFile)


def test_a_name_that_is_not_utf8_can_still_be_stored(tmp_path: Path) -> None:
    names = [os.fsdecode(b"gr\xfc\xdfe.txt"), os.fsdecode(b"gr\xfc\xdee.txt")]
    try:
        tree(tmp_path, *names)
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    assert len({id_.encode() for id_ in ids(tmp_path)}) == len(names)


def test_sha256_is_that_of_the_bytes(tmp_path: Path) -> None:
    (file,) = discover([tree(tmp_path, "a.txt")])
    assert isinstance(file, SourceFile)
    assert sha256(file) == hashlib.sha256((tmp_path / "a.txt").read_bytes()).hexdigest()


@pytest.mark.parametrize(
    ("lines", "left"),
    [
        pytest.param("q.txt", "a.txt b/a.txt b/c/a.txt b/c/b/c.txt b/c.txt", id="name"),
        pytest.param("[aq].txt", "b/c/b/c.txt b/c.txt", id="pattern"),
        pytest.param("b/", "a.txt q.txt", id="folder"),
        pytest.param("c/", "a.txt b/a.txt b/c.txt b/q.txt q.txt", id="deeper-folder"),
        pytest.param("a.txt/", "a.txt b/a.txt b/c/a.txt b/c/b/c.txt b/c.txt b/q.txt q.txt",
                     id="a-file-is-no-folder"),
        pytest.param("b/c.txt", "a.txt b/a.txt b/c/a.txt b/c/b/c.txt b/q.txt q.txt", id="path"),
        pytest.param("**/b/c.txt", "a.txt b/a.txt b/c/a.txt b/q.txt q.txt", id="any-depth"),
        pytest.param("b/c/", "a.txt b/a.txt b/c.txt b/q.txt q.txt", id="path-of-a-folder"),
        pytest.param("b/*.txt", "a.txt q.txt", id="star-in-a-path"),
        pytest.param("/a.txt", "b/a.txt b/c/a.txt b/c/b/c.txt b/c.txt b/q.txt q.txt",
                     id="anchored"),
        pytest.param("# b/\n/b/\n\n/\n", "a.txt q.txt", id="comment-and-blank"),
        pytest.param("\ufeffb/\r\nq.txt # no comment\r\n", "a.txt q.txt", id="mark-and-crlf"),
    ],
)  # fmt: skip
def test_an_ignore_file_leaves_out_what_its_patterns_name(
    tmp_path: Path, lines: str, left: str
) -> None:
    root = tree(
        tmp_path / "seeds",
        *("a.txt", "q.txt", "b/a.txt", "b/q.txt", "b/c.txt", "b/c/a.txt", "b/c/b/c.txt"),
    )
    (root / ".querlangignore").write_text(lines, encoding="utf-8", newline="")
    assert ids(root) == sorted(left.split(), key=lambda id_: id_.split("/"))
    assert not any(isinstance(item, Skipped) for item in discover([root]))


def test_an_ignore_file_holds_below_its_own_folder_only(tmp_path: Path) -> None:
    root = tree(tmp_path / "seeds", "a.txt", "b/a.txt", "b/c/a.txt", "b/#1.txt")
    (root / "b" / ".querlangignore").write_text("/a.txt\n[#]1.txt\n", encoding="utf-8")
    assert ids(root) == ["a.txt", "b/c/a.txt"]


def test_an_ignored_name_may_be_composed_in_either_way_or_no_utf8(tmp_path: Path) -> None:
    bad = os.fsdecode(b"gr\xfc\xdfe.txt")
    root = tree(tmp_path / "seeds", "hoa\u0300.txt", "b.txt")
    (root / ".querlangignore").write_bytes("ho\u00e0.txt\n".encode() + b"gr\xfc\xdfe.txt\n")
    assert ids(root) == ["b.txt"]
    try:
        tree(root, bad)
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    assert ids(root) == ["b.txt"]


def test_a_file_below_the_source_goes_by_its_own_name_not_by_that_of_a_link(tmp_path: Path) -> None:
    root = tree(tmp_path / "root", "tiny.txt", "deep/z.txt", "z/x.txt")
    (root / "alias.txt").symlink_to(root / "tiny.txt")
    (root / "deep" / "a.txt").symlink_to("z.txt")
    (root / "b").symlink_to(root / "z")
    assert ids(root) == ["deep/z.txt", "tiny.txt", "z/x.txt"]


def test_a_link_stands_for_what_has_no_name_of_its_own_here(tmp_path: Path) -> None:
    root = tree(tmp_path / "root", ".hidden/h.txt", "no/i.txt", "z.raw")
    tree(tmp_path, "outside/o.txt")
    (root / ".querlangignore").write_text("no/\n")
    (root / "a.txt").symlink_to(root / ".hidden" / "h.txt")
    (root / "b.txt").symlink_to(root / "no" / "i.txt")
    (root / "c.txt").symlink_to(tmp_path / "outside" / "o.txt")
    (root / "d.txt").symlink_to(root / "z.raw")
    assert ids(root) == ["a.txt", "b.txt", "c.txt", "d.txt"]


def test_a_name_that_is_not_utf8_can_be_told(tmp_path: Path) -> None:
    bad = os.fsdecode(b"\xfc")
    try:
        tree(tmp_path, f"{bad}.xyz", f"{bad}.txt", f"{bad}/a.txt", f"{bad}.jsonl")
        (tmp_path / f"{bad}.md").symlink_to(tmp_path / f"{bad}.gone")
        (tmp_path / f"{bad}.htm").write_bytes(b"")
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    items = list(discover([tmp_path]))
    for file in [item for item in items if isinstance(item, SourceFile)]:
        (file.id + file.source).encode()
        items += read(file, max_bytes=1000)
    told = [item.where + item.reason for item in items if isinstance(item, Skipped)]
    assert len([text.encode() for text in told]) == 4


def test_folders_that_are_left_out_are_not_read_by_any_name(tmp_path: Path):
    root = tree(tmp_path / "seeds", "b.txt", "index/gen-000001/c.txt", "index/CURRENT")
    (root / "link").symlink_to(root / "index")
    found = list(discover([root], without=[root / "index"]))
    assert [item.id for item in found if isinstance(item, SourceFile)] == ["b.txt"]
    assert len(found) == 1
    assert len(list(discover([root]))) == 3
