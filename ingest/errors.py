"""Why a file could not be taken in. Each sentence names the file and the remedy.

IngestError
├── EmptyFile, DamagedFile, EncryptedFile, UnsupportedFile, TooLarge, UnreadableText
├── NoSound, NothingFound, NeedsLibreOffice, NeedsMemory, TooLong
├── UnsafeArchive, ArchiveTooLarge
├── ModelMissing
└── TranscriptionUnavailable, DiskFull, TookTooLong   (may pass: worth another try)
"""

from __future__ import annotations

from vectorstore.errors import BatonError


class IngestError(BatonError):
    """Always raised with `file=`, the name a person knows the file by."""


class EmptyFile(IngestError):
    en = "{file} is empty (0 bytes). Export or copy it again, then upload it once more."
    zh = "“{file}”是空文件（0 字节）。请重新导出或复制后再上传。"


class DamagedFile(IngestError):
    en = "{file} is damaged or cut short ({reason}). Open it on your computer, save a fresh copy and upload that."
    zh = "“{file}”已损坏或不完整（{reason}）。请在电脑上打开并另存一份后再上传。"


class EncryptedFile(IngestError):
    en = "{file} is protected by a password. Save a copy without the password and upload that."
    zh = "“{file}”有密码保护。请另存一份不带密码的再上传。"


class UnsupportedFile(IngestError):
    en = "{file}: Baton cannot read this type ({found}). Export it as PDF, DOCX, XLSX, TXT, MP4 or MP3 and upload that."
    zh = "“{file}”：暂不支持这种格式（{found}）。请导出为 PDF、DOCX、XLSX、TXT、MP4 或 MP3 后再上传。"


class TooLarge(IngestError):
    en = "{file} is {size}; the limit is {limit}. Split or compress it, or raise BATON_MAX_UPLOAD_MB."
    zh = "“{file}”大小为 {size}，超过上限 {limit}。请拆分或压缩，或调大 BATON_MAX_UPLOAD_MB。"


class UnreadableText(IngestError):
    en = "{file}: the text's encoding was not recognised. Save it as UTF-8 and upload it again."
    zh = "“{file}”：无法识别文字编码。请另存为 UTF-8 后再上传。"


class NoSound(IngestError):
    en = "{file} has no sound to transcribe. Upload a recording with sound, or its transcript."
    zh = "“{file}”没有可转写的声音。请上传有声音的录音，或直接上传文字稿。"


class NothingFound(IngestError):
    en = "{file}: nothing readable was found in it. If it is a scan, try a sharper one (200 dpi or more)."
    zh = "“{file}”里没有可读的内容。如果是扫描件，请换更清晰的（200 dpi 以上）。"


class NeedsLibreOffice(IngestError):
    en = "{file} is an old Office format that needs LibreOffice. Install LibreOffice, or save it as {modern}."
    zh = "“{file}”是旧版 Office 格式，需要 LibreOffice。请安装 LibreOffice，或另存为 {modern}。"


class NeedsMemory(IngestError):
    en = "{file} needs more than {limit} of memory to read and was stopped. Split it, or save it as PDF or CSV."
    zh = "“{file}”读取时内存超过 {limit}，已停止。请拆分文件，或另存为 PDF 或 CSV。"


class UnsafeArchive(IngestError):
    en = "{file} holds a path that leaves its folder ({member}); nothing of it was unpacked. Zip the files again."
    zh = "“{file}”里有越出文件夹的路径（{member}），没有解压任何内容。请重新打包。"


class ArchiveTooLarge(IngestError):
    en = "{file} would unpack to more than {limit}; nothing of it was unpacked. Split it into smaller archives."
    zh = "“{file}”解压后会超过 {limit}，没有解压任何内容。请拆成几个小包。"


class ModelMissing(IngestError):
    en = "{file}: there is no speech model {model}. Name a folder, or unset BATON_SPEECH_MODEL for the bundled one."
    zh = "“{file}”：找不到语音模型 {model}。请填模型文件夹路径，或清空 BATON_SPEECH_MODEL 使用自带模型。"


class DiariserMissing(IngestError):
    en = (
        "{file}: telling speakers apart needs a voice model that is not there. Run: "
        "pip install --no-deps -r requirements-speakers.lock, or set BATON_DIARISER=none."
    )
    zh = (
        "“{file}”：区分说话人需要的声音模型不在。请运行：pip install --no-deps -r requirements-speakers.lock，"
        "或者设置 BATON_DIARISER=none。"
    )


class UnknownLanguage(IngestError):
    en = "{file}: {model} does not know the language {language}. Put codes such as zh,en into BATON_SPEECH_LANGUAGES."
    zh = "“{file}”：{model} 不认识语言 {language}。请在 BATON_SPEECH_LANGUAGES 里填写 zh,en 这样的代码。"


class TranscriptionUnavailable(IngestError):
    en = "{file}: the transcription endpoint did not answer ({reason}). Check BATON_SPEECH_URL and its key, then retry."
    zh = "“{file}”：转写接口没有应答（{reason}）。请检查 BATON_SPEECH_URL 和密钥后重试。"
    retryable = True


class DiskFull(IngestError):
    en = "{file}: the disk is full. Free some space in the data folder, then retry; nothing was lost."
    zh = "“{file}”：磁盘已满。请清理数据文件夹所在磁盘后重试，内容没有丢失。"
    retryable = True


class TookTooLong(IngestError):
    en = (
        "{file}: reading it took longer than {limit} and was stopped. Split it, or retry when the machine is less busy."
    )
    zh = "“{file}”：读取超过 {limit}，已停止。请拆分文件，或在机器空闲时重试。"
    retryable = True


class Unexpected(IngestError):
    en = "{file} could not be read because of a fault in Baton ({reason}). Please report it; the file itself is kept."
    zh = "“{file}”读取失败，这是 Baton 自身的问题（{reason}）。请反馈给我们，文件已保留。"


class TooLong(IngestError):
    en = "{file} is {minutes} minutes long; spoken answers may be {limit}. Answer in parts, or upload it under Capture."
    zh = "“{file}”长 {minutes} 分钟，语音回答最长 {limit} 分钟。请分段作答，或在“收录”中上传。"
