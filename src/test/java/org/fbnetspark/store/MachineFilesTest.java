package org.fbnetspark.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.permission.FsPermission;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MachineFilesTest {

  @TempDir Path directory;

  private final Storage storage = Storage.standard();

  /** Each would take as long as some megabytes of a file. */
  @Test
  void noProcessIsStartedForAFile() throws IOException {
    String path = directory.resolve("deep/file").toString();
    // Hadoop looks for programs when it is first used.
    storage.exists(path);
    Path record = directory.resolve("record.jfr");
    try (Recording recording = new Recording()) {
      recording.enable("jdk.ProcessStart");
      recording.start();
      storage.write(path, new byte[] {1});
      storage.replace(path, new byte[] {2});
      storage.list(directory.toString());
      storage.delete(path);
      recording.stop();
      recording.dump(record);
    }
    assertThat(RecordingFile.readAllEvents(record)).extracting(RecordedEvent::toString).isEmpty();
  }

  @Test
  void permissionsAreSetWithTheBitThatJavaDoesNotKnowToo() throws IOException {
    try (MachineFiles files = new MachineFiles()) {
      files.initialize(URI.create("file:///"), new Configuration());
      org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(directory.toString());
      files.setPermission(path, new FsPermission((short) 0750));
      assertThat(Files.getPosixFilePermissions(directory))
          .isEqualTo(PosixFilePermissions.fromString("rwxr-x---"));
      files.setPermission(path, new FsPermission((short) 01777));
      assertThat((int) Files.getAttribute(directory, "unix:mode") & 07777).isEqualTo(01777);
    }
  }

  @Test
  void aFileTakesNoFoldersPlace() throws IOException {
    Path folder = Files.createDirectory(directory.resolve("folder"));
    assertThatThrownBy(() -> storage.replace(folder.toString(), new byte[1]))
        .hasMessageContaining("folder cannot be written: ");
    assertThat(directory.toFile().list()).containsExactly("folder");
    assertThat(folder).isEmptyDirectory();
  }
}
