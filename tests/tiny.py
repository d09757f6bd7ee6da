"""Writes tiny sentence-transformers folders, one per pooling: ``python -m tests.tiny FOLDER POOLING...``."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.base.modules import Transformer
from sentence_transformers.sentence_transformer.modules import Pooling
from tokenizers import Tokenizer, models, pre_tokenizers, processors
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

TEXT = "the border patrol found the boat"


def write(folder: Path, pooling: str) -> list[float]:
    """Write a random network over a dozen words, the same at every call; return a text's vector."""
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", *sorted(set(TEXT.split())), "at", "dawn"]
    tokenizer = Tokenizer(models.WordLevel({word: n for n, word in enumerate(words)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    torch.manual_seed(7)
    config = BertConfig(
        vocab_size=len(words),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=48,
    )
    parts = folder.with_name(f"{folder.name}-parts")
    BertModel(config).save_pretrained(parts)
    PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=tokenizer, pad_token="[PAD]", unk_token="[UNK]", cls_token="[CLS]", sep_token="[SEP]"
    ).save_pretrained(parts)
    modules = [Transformer(str(parts), max_seq_length=48), Pooling(32, pooling_mode=pooling)]
    model = SentenceTransformer(modules=modules, device="cpu")
    model.save(str(folder))
    vector: list[float] = model.encode([TEXT], normalize_embeddings=True)[0].tolist()
    return vector


if __name__ == "__main__":
    vectors = {pooling: write(Path(sys.argv[1]) / pooling, pooling) for pooling in sys.argv[2:]}
    sys.stdout.write(json.dumps(vectors) + "\n")
