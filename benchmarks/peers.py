"""The systems that quality.py compares with, asked in an environment of their own; quality.py runs this file.

    python3.12 -m venv PEERS
    PEERS/bin/pip install haiku-rag-slim langchain-classic langchain-community langchain-openai rank-bm25 faiss-cpu

As they come, with these exceptions, each to their advantage or because nothing may be downloaded here:

- LangChain: BM25Retriever and FAISS in an EnsembleRetriever of equal weights. Both return as many passages
  as are measured instead of four. BM25Retriever cuts at spaces, so a Chinese sentence is one word to it:
  "langchain-bigrams" gives it a function that cuts Chinese into pairs of characters, which a user would
  have to write. The embedding client is told not to count tokens, for which it would download a table.
- haiku.rag: hybrid search with its own index settings and no reranker. Passages go in through
  `import_documents`, each as one chunk: its chunker would load a tokenizer from a hub and cut them. A found
  chunk stands for its passage. Its full-text index cuts at spaces and punctuation, and has no setting for it.

Nothing of Baton is imported. Input and output are JSON files; see `main`.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

HAN_OR_WORD = re.compile(r"[\u3400-\u9fff]+|[^\W\u3400-\u9fff]+")

Found = tuple[list[list[str]], list[float]]  # passage ids and seconds, question by question


def langchain(work: dict[str, Any], url: str, cut: Callable[[str], list[str]] | None = None) -> Found:
    """EnsembleRetriever. `cut` is what BM25Retriever cuts texts with instead of at spaces."""
    from langchain_classic.retrievers import EnsembleRetriever
    from langchain_community.retrievers import BM25Retriever
    from langchain_community.vectorstores import FAISS
    from langchain_openai import OpenAIEmbeddings

    texts = [passage["text"] for passage in work["passages"]]
    facts = [{"id": passage["id"]} for passage in work["passages"]]
    options = {"preprocess_func": cut} if cut else {}
    keywords = BM25Retriever.from_texts(texts, facts, k=work["depth"], **options)
    embeddings = OpenAIEmbeddings(
        model=work["embedder"], base_url=url, api_key="none", check_embedding_ctx_length=False, chunk_size=64
    )
    nearest = FAISS.from_texts(texts, embeddings, facts).as_retriever(search_kwargs={"k": work["depth"]})
    both = EnsembleRetriever(retrievers=[keywords, nearest], weights=[0.5, 0.5])
    found, took = [], []
    for question in work["questions"]:
        start = time.perf_counter()
        documents = both.invoke(question)
        took.append(time.perf_counter() - start)
        found.append([document.metadata["id"] for document in documents])
    return found, took


def bigrams(text: str) -> list[str]:
    """Lower-case words, and Chinese in overlapping pairs of characters."""
    cut: list[str] = []
    for run in HAN_OR_WORD.findall(text.lower()):
        is_han = "\u3400" <= run[0] <= "\u9fff" and len(run) > 1
        cut += [run[i : i + 2] for i in range(len(run) - 1)] if is_han else [run]
    return cut


async def haiku(work: dict[str, Any], url: str, folder: Path) -> Found:
    """haiku.rag's search, over a database made in `folder`."""
    from docling_core.types.doc.document import DoclingDocument
    from docling_core.types.doc.labels import DocItemLabel
    from haiku.rag.client import HaikuRAG
    from haiku.rag.client.documents import DocumentImport
    from haiku.rag.config import AppConfig
    from haiku.rag.store.models.chunk import Chunk

    model = {
        "provider": "openai",
        "name": work["embedder"],
        "vector_dim": work["dimension"],
        "base_url": url,
        "api_key": "none",
    }
    config = AppConfig.model_validate({"embeddings": {"model": model, "batch_size": 64}})
    found, took = [], []
    async with HaikuRAG(folder / "peer.lancedb", config=config, create=True) as client:
        imports = []
        for passage in work["passages"]:
            document = DoclingDocument(name=passage["id"])
            document.add_text(DocItemLabel.TEXT, passage["text"])
            imports.append(DocumentImport(document, [Chunk(content=passage["text"])], uri=passage["id"]))
        await client.import_documents(imports)
        for question in work["questions"]:
            start = time.perf_counter()
            results = await client.search(question, limit=work["depth"])
            took.append(time.perf_counter() - start)
            found.append([str(result.document_uri) for result in results])
    return found, took


def main() -> None:
    """Read what is to be searched, write {"found": [[passage id, ...], ...], "median_ms": ...}."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("work", type=Path)
    arguments.add_argument("ranking", type=Path)
    arguments.add_argument("url", help="base URL of the embedding endpoint")
    options = arguments.parse_args()
    work = json.loads(options.work.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        systems: dict[str, Callable[[], Found]] = {
            "langchain": lambda: langchain(work, options.url),
            "langchain-bigrams": lambda: langchain(work, options.url, bigrams),
            "haiku": lambda: asyncio.run(haiku(work, options.url, Path(folder))),
        }
        found, took = systems[work["system"]]()
    cut = [list(dict.fromkeys(ids))[: work["depth"]] for ids in found]
    options.ranking.write_text(
        json.dumps({"found": cut, "median_ms": statistics.median(took) * 1000}), encoding="utf-8"
    )


if __name__ == "__main__":
    main()
