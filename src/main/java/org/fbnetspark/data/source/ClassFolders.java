package org.fbnetspark.data.source;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.fbnetspark.data.Split;

/**
 * Which folders are classes: one rule for directories and archives, decided from the whole tree.
 *
 * <ol>
 *   <li>Hidden files and folders and those of systems do not count ({@link RelativePath#hidden}).
 *   <li>A folder is the level of splits where {@code train} is among the folders with pictures in
 *       it and these all name splits ({@link SplitName}), or at least two do; the others are left
 *       out. The highest such folder counts, with all pictures below it.
 *   <li>The classes are the folders right below a split. Without splits they are the folders of the
 *       highest folder that holds anything but one folder.
 *   <li>Below the folder of a class everything is of that class.
 *   <li>A validation or test split whose pictures lie in no folder of a class takes its classes
 *       from {@link SplitAnnotations}; without them it has none, and is left out.
 *   <li>What becomes of validation images says {@link SplitName#note}.
 * </ol>
 *
 * <p>Whatever leaves a class in doubt is refused; whatever is left out is told.
 */
final class ClassFolders {

  /**
   * Where a picture belongs.
   *
   * @param split its part of the data set
   * @param label its class; negative where it is no example
   * @param reason why it is none; empty where the notes tell it of its whole folder
   */
  record Place(Split split, int label, String reason) {

    private static Place none(String reason) {
      return new Place(Split.TRAIN, -1, reason);
    }

    boolean isExample() {
      return label >= 0;
    }
  }

  /** What a folder says of the files in it, at any depth, by their names. */
  private interface Region {
    Place of(String fileName);
  }

  private static final String CLASSLESS = "is not in the folder of a class";

  private final String source;
  private final FolderSurvey survey;
  private final Map<String, Region> regions = new HashMap<>();
  private final List<String> notes;
  private final Map<Split, Map<String, Long>> pictures = new EnumMap<>(Split.class);
  private final Map<String, Integer> labels = new LinkedHashMap<>();

  private ClassFolders(String source, FolderSurvey survey) {
    this.source = source;
    this.survey = survey;
    this.notes = new ArrayList<>(survey.notes());
    for (Split split : Split.values()) {
      pictures.put(split, new TreeMap<>());
    }
  }

  /**
   * Applies the rule.
   *
   * @throws IOException where a class is in doubt or has no picture to train with
   */
  static ClassFolders of(String source, FolderSurvey survey) throws IOException {
    ClassFolders rule = new ClassFolders(source, survey);
    rule.regions.put("", file -> Place.none(CLASSLESS));
    if (survey.root().all() > 0) {
      rule.decide();
    }
    return rule;
  }

  /** Names of the classes in the order of their labels, which is that of the alphabet. */
  List<String> names() {
    return List.copyOf(labels.keySet());
  }

  /** What a user should know of how the tree was read. */
  List<String> notes() {
    return notes.stream().map(RelativePath::visible).toList();
  }

  /** Where a picture of the tree belongs. */
  Place place(String file) {
    String folder = RelativePath.parent(file);
    while (!regions.containsKey(folder)) {
      folder = RelativePath.parent(folder);
    }
    return regions.get(folder).of(RelativePath.last(file));
  }

  private void decide() throws IOException {
    Folder level = survey.root();
    while (!isLevelOfSplits(level) && level.own() == 0 && level.filled().size() == 1) {
      level = level.filled().get(0);
    }
    if (isLevelOfSplits(level)) {
      splits(level);
    } else {
      classes(levelOfClasses(survey.root()));
    }
    for (String name : labels.keySet()) {
      if (pictures.get(Split.TRAIN).getOrDefault(name, 0L) == 0) {
        throw refused("class '" + name + "' has no JPEG or PNG file to train with");
      }
    }
    Set<String> untested = new TreeSet<>(labels.keySet());
    untested.removeAll(pictures.get(Split.TEST).keySet());
    if (!untested.isEmpty() && untested.size() < labels.size()) {
      notes.add("classes without test images: " + Folder.listed(untested));
    }
  }

  private static Set<SplitName> splitsIn(Folder folder) {
    Set<SplitName> splits = EnumSet.noneOf(SplitName.class);
    folder.filled().forEach(child -> SplitName.of(child.name()).ifPresent(splits::add));
    return splits;
  }

  private static boolean isLevelOfSplits(Folder folder) {
    Set<SplitName> splits = splitsIn(folder);
    return splits.contains(SplitName.TRAIN) && (splits.size() >= 2 || folder.filled().size() == 1);
  }

  private Folder levelOfClasses(Folder root) throws IOException {
    Folder level = root;
    while (level.own() == 0 && level.folders().size() == 1) {
      Folder only = level.filled().get(0);
      if (only.own() > 0 || only.folders().isEmpty()) {
        break;
      }
      if (SplitName.of(only.name()).isPresent()) {
        throw refused("'" + only.path() + "' is there, but no split to train with");
      }
      level = only;
    }
    return level;
  }

  private void classes(Folder level) throws IOException {
    for (Folder folder : level.filled()) {
      refuseSplitsBelow(folder);
      Optional<SplitName> split = SplitName.of(folder.name());
      if (split.isPresent() && folder.own() == 0) {
        throw refused(
            "'"
                + folder.path()
                + "' may be a split or a class; put the splits train and test alone into a folder,"
                + " or give prepare.path that of a split");
      }
    }
    name(level.folders().keySet());
    add(Split.TRAIN, level);
  }

  private void refuseSplitsBelow(Folder folder) throws IOException {
    if (isLevelOfSplits(folder)) {
      throw refused(
          "'"
              + folder.path()
              + "' holds splits, but lies beside other folders with pictures; give prepare.path"
              + " that folder, or put splits above the folders of classes");
    }
    for (Folder below : folder.filled()) {
      refuseSplitsBelow(below);
    }
  }

  private void splits(Folder level) throws IOException {
    Map<SplitName, Folder> splits = new EnumMap<>(SplitName.class);
    for (Folder folder : level.folders().values()) {
      Optional<SplitName> split = SplitName.of(folder.name());
      if (split.isPresent()) {
        Folder twin = splits.put(split.get(), innermost(folder, split.get()));
        if (twin != null) {
          throw refused("'" + twin.path() + "' and '" + folder.path() + "' are the same split");
        }
      } else if (folder.all() > 0) {
        leaveOut(folder, "lies beside the splits");
      }
    }
    Folder train = splits.get(SplitName.TRAIN);
    if (train.filled().isEmpty()) {
      throw refused("'" + train.path() + "' holds pictures, but no folders of classes");
    }
    Set<String> classes = new TreeSet<>(train.folders().keySet());
    Set<SplitName> labelled = EnumSet.of(SplitName.TRAIN);
    for (SplitName split : List.of(SplitName.VALID, SplitName.TEST)) {
      Folder folder = splits.get(split);
      if (folder == null) {
        continue;
      }
      if (folder.all() == 0) {
        notes.add("'" + folder.path() + "' holds no pictures");
      } else if (!isWithoutFoldersOfClasses(folder, train)) {
        classes.addAll(folder.folders().keySet());
        labelled.add(split);
      } else if (survey.annotations(folder).isPresent()) {
        labelled.add(split);
      } else {
        leaveOut(folder, "has no folders of classes");
      }
    }
    name(classes);
    SplitName.note(labelled).ifPresent(notes::add);
    for (SplitName split : labelled) {
      Folder folder = splits.get(split);
      Optional<SplitAnnotations> annotations = survey.annotations(folder);
      if (annotations.isPresent() && isWithoutFoldersOfClasses(folder, train)) {
        annotate(split.beside(labelled), folder, annotations.get());
      } else {
        add(split.beside(labelled), folder);
      }
    }
  }

  /** The split itself, where unpacking put it into a folder of its own name. */
  private static Folder innermost(Folder folder, SplitName split) {
    Folder inner = folder;
    while (inner.own() == 0
        && inner.folders().size() == 1
        && inner.filled().size() == 1
        && SplitName.of(inner.filled().get(0).name()).equals(Optional.of(split))) {
      inner = inner.filled().get(0);
    }
    return inner;
  }

  /** Whether all pictures lie in the split itself or in a single folder that is no class. */
  private static boolean isWithoutFoldersOfClasses(Folder split, Folder train) {
    if (split == train || split.filled().size() > 1) {
      return false;
    }
    return split.filled().stream()
        .noneMatch(
            folder ->
                train.folders().keySet().stream()
                    .anyMatch(name -> ClassNames.alike(name, folder.name())));
  }

  private void leaveOut(Folder folder, String reason) {
    notes.add(
        "'" + folder.path() + "' " + reason + ": its " + folder.all() + " pictures are left out");
    regions.put(folder.path(), file -> Place.none(""));
  }

  private void name(Set<String> classes) throws IOException {
    for (String name : new TreeSet<>(classes)) {
      labels.put(name, labels.size());
    }
    ClassNames.check(source, names());
  }

  private void add(Split split, Folder folder) {
    List<Folder> deeper = new ArrayList<>();
    for (Folder ofClass : folder.folders().values()) {
      int label = labels.get(ofClass.name());
      regions.put(ofClass.path(), file -> new Place(split, label, ""));
      if (ofClass.all() > 0) {
        pictures.get(split).merge(ofClass.name(), ofClass.all(), Long::sum);
      }
      deeper.addAll(ofClass.filled());
    }
    if (!deeper.isEmpty()) {
      notes.add(
          "folders below the folder of a class are of that class: "
              + deeper.size()
              + ", first '"
              + deeper.get(0).path()
              + "'");
    }
  }

  private void annotate(Split split, Folder folder, SplitAnnotations annotations)
      throws IOException {
    Set<String> strange = new HashSet<>(annotations.classes());
    strange.removeAll(labels.keySet());
    if (!strange.isEmpty()) {
      throw refused(
          annotations.path() + " names classes that train has not: " + Folder.listed(strange));
    }
    annotations.classes().forEach(name -> pictures.get(split).merge(name, 1L, Long::sum));
    String unnamed = "is not in " + RelativePath.last(annotations.path());
    regions.put(
        folder.path(),
        file ->
            Optional.ofNullable(annotations.classOf().get(file))
                .map(name -> new Place(split, labels.get(name), ""))
                .orElse(Place.none(unnamed)));
  }

  private IOException refused(String reason) {
    return new IOException(source + ": " + RelativePath.visible(reason));
  }
}
