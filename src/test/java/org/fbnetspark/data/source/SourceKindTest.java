package org.fbnetspark.data.source;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.fbnetspark.data.FileKind;
import org.fbnetspark.store.CorruptFileException;
import org.fbnetspark.store.Storage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourceKindTest {

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({
    "'<!DOCTYPE html><title>404</title>', an HTML page",
    "'\n  <HTML>', an HTML page",
    "'\u00EF\u00BB\u00BF<html>', an HTML page",
    "'version https://git-lfs.github.com/spec/v1', Git LFS pointer",
    "'Rar!\u001A\u0007\u0001', a RAR archive",
    "'7z\u00BC\u00AF''\u001C', a 7z archive",
    "'\u00FF\u00D8\u00FF\u00E0', 'a JPEG picture, not a source'",
    "'PAR1', a Parquet file",
    "'PK\u0003\u0004', is no sound zip archive",
    "'Forbidden. No such bucket.', tar archive",
  })
  void aFileThatIsNoArchiveIsCalledWhatItIs(String head, String name) throws IOException {
    for (byte[] bytes : new byte[][] {head.getBytes(ISO_8859_1), padded(head)}) {
      refuses(bytes, name);
    }
  }

  @Test
  void aTarArchiveWhoseFirstNameLooksLikeAPictureIsRead() {
    FileKind kind = FileKind.of("BM0001\0\0\0\0\0".getBytes(ISO_8859_1));
    assertThat(kind).isEqualTo(FileKind.BMP);
    assertThat(SourceKind.foreign(kind)).isEmpty();
  }

  @Test
  void whatIsPackedIsLookedAtToo() throws IOException {
    refuses(TestArchive.packed("gz", padded("<html>")), "holds what is an HTML page");
  }

  private static byte[] padded(String head) {
    return (head + "\u0000\u0081x".repeat(2000)).getBytes(ISO_8859_1);
  }

  private void refuses(byte[] bytes, String name) throws IOException {
    Path file = Files.write(directory.resolve("set.tar.gz"), bytes);
    assertThatThrownBy(
            () ->
                new ImageFolderSource(Storage.standard(), file.toString(), SourceLimits.STANDARD)
                    .read(new Collected()))
        .isInstanceOf(CorruptFileException.class)
        .hasMessageContaining(name)
        .message()
        .matches("[ -~]*");
  }
}
