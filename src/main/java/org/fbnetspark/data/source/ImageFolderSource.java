package org.fbnetspark.data.source;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.fbnetspark.store.Storage;

/**
 * JPEG and PNG files in folders of classes, in a directory or an archive; {@link ClassFolders} says
 * which folders are classes, from a first walk through all of them.
 */
final class ImageFolderSource implements ExampleSource {

  private final Storage storage;
  private final String path;
  private final SourceLimits limits;

  ImageFolderSource(Storage storage, String path, SourceLimits limits) {
    this.storage = storage;
    this.path = path;
    this.limits = limits;
  }

  @Override
  public String description() {
    return "image folder " + RelativePath.last(path);
  }

  @Override
  public List<String> read(ExampleSink sink) throws IOException {
    FileTree tree = FileTree.at(storage, path, limits);
    FolderSurvey survey = new FolderSurvey(path, sink);
    tree.walk(survey);
    ClassFolders classes = ClassFolders.of(path, survey);
    classes.notes().forEach(sink::note);
    tree.walk(new Walk(classes, sink));
    return classes.names();
  }

  private final class Walk implements FileTree.Visitor {
    private final ClassFolders classes;
    private final ExampleSink sink;

    Walk(ClassFolders classes, ExampleSink sink) {
      this.classes = classes;
      this.sink = sink;
    }

    @Override
    public void directory(String directory) {}

    @Override
    public void file(FileTree.TreeFile file) throws IOException {
      if (FolderSurvey.isForeignPicture(file.name())) {
        sink.skip(file.path(), "is no JPEG or PNG file");
      }
      if (!FolderSurvey.isPicture(file.name())) {
        return;
      }
      ClassFolders.Place place = classes.place(file.path());
      if (!place.isExample()) {
        if (!place.reason().isEmpty()) {
          sink.skip(file.path(), place.reason());
        }
      } else if (file.bytes() > limits.maxImageBytes()) {
        sink.skip(file.path(), "is longer than the limit of " + limits.maxImageBytes() + " bytes");
      } else if (file.location().isPresent()) {
        sink.accept(RawExample.path(place.split(), place.label(), file.location().get()));
      } else {
        try (InputStream in = file.open()) {
          sink.accept(
              RawExample.file(place.split(), place.label(), file.path(), in.readAllBytes()));
        }
      }
    }

    @Override
    public void skip(String skipped, String reason) {
      sink.skip(skipped, reason);
    }

    @Override
    public void reached(double share) {
      sink.reached((1 + share) / 2);
    }
  }
}
