package org.fbnetspark.data.source;

import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.fbnetspark.data.Split;
import org.fbnetspark.domain.random.SeedTree;

/**
 * Drawn images that need no download: a patterned figure on cluttered ground, its pattern the
 * class. Place, size, figure, colours, phase and noise are random, so that no single pixel tells
 * anything: a linear model hardly beats chance, while a small convolutional network learns the
 * classes in a few epochs.
 */
final class GeneratedSource implements ExampleSource {

  private final GeneratedSettings settings;
  private final SeedTree seeds;

  GeneratedSource(GeneratedSettings settings, SeedTree seeds) {
    this.settings = settings;
    this.seeds = seeds;
  }

  @Override
  public String description() {
    return "generated images of " + settings.classes() + " classes, seed " + seeds.seed();
  }

  @Override
  public List<String> read(ExampleSink sink) throws IOException {
    draw(Split.TRAIN, settings.train(), sink);
    draw(Split.TEST, settings.test(), sink);
    return IntStream.range(0, settings.classes())
        .mapToObj(label -> GeneratedPicture.className(label, settings.classes()))
        .toList();
  }

  private void draw(Split split, int count, ExampleSink sink) throws IOException {
    SeedTree ofSplit = seeds.child(split.label());
    double before = split == Split.TRAIN ? 0 : settings.train();
    for (int i = 0; i < count; i++) {
      int label = i % settings.classes();
      GeneratedPicture picture =
          new GeneratedPicture(settings.side(), label, settings.classes(), ofSplit.child(i));
      sink.accept(RawExample.pixels(split, label, split.label() + "/" + i, picture.draw()));
      sink.reached((before + i + 1) / (settings.train() + settings.test()));
    }
  }
}
