package org.fbnetspark.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * What {@code kubernetes-types.json} knows of Kubernetes' objects: a field that it does not know is
 * a mistake, as it is to the API server under {@code --validate=strict}.
 */
public final class KubernetesTypes {

  /** Base type, {@code !} where it is required, and after {@code =} what it may be. */
  private static final Pattern FIELD = Pattern.compile("([^!=]+)(!?)(?:=(.*))?");

  private static final Pattern QUANTITY =
      Pattern.compile("[0-9]+(\\.[0-9]+)?(m|[kMGTPE]|[KMGTPE]i)?");

  private final JsonNode known;
  private final List<String> problems = new ArrayList<>();

  private KubernetesTypes(JsonNode known) {
    this.known = known;
  }

  /** What is wrong with the objects of a YAML text; nothing, in the best case. */
  public static List<String> problems(String yaml) throws IOException {
    try (InputStream types = KubernetesTypes.class.getResourceAsStream("/kubernetes-types.json")) {
      KubernetesTypes check = new KubernetesTypes(new ObjectMapper().readTree(types));
      LoaderOptions strict = new LoaderOptions();
      strict.setAllowDuplicateKeys(false);
      int number = 0;
      for (Object object : new Yaml(new SafeConstructor(strict)).loadAll(yaml)) {
        check.object("object " + ++number, object);
      }
      return check.problems;
    }
  }

  private void object(String path, Object object) {
    String kind =
        object instanceof Map<?, ?> map ? map.get("apiVersion") + "/" + map.get("kind") : "";
    JsonNode type = known.get("kinds").get(kind);
    if (type == null) {
      problems.add(path + ": no kind " + kind);
    } else {
      value(path, object, type.asText());
    }
  }

  private void value(String path, Object value, String type) {
    if (type.startsWith("[") && value instanceof List<?> list) {
      for (int i = 0; i < list.size(); i++) {
        value(path + "[" + i + "]", list.get(i), inner(type));
      }
    } else if (type.startsWith("{") && value instanceof Map<?, ?> map) {
      map.forEach((key, one) -> value(path + "." + key, one, inner(type)));
    } else if (known.get("types").has(type) && value instanceof Map<?, ?> map) {
      fields(path, map, known.get("types").get(type));
    } else if (!isPlain(value, type)) {
      problems.add(path + ": must be " + type + ", but is " + value);
    }
  }

  private static String inner(String type) {
    return type.substring(1, type.length() - 1);
  }

  private static boolean isPlain(Object value, String type) {
    return switch (type) {
      case "string" -> value instanceof String;
      case "integer" -> value instanceof Integer;
      case "boolean" -> value instanceof Boolean;
      case "quantity" -> QUANTITY.matcher(String.valueOf(value)).matches();
      default -> false;
    };
  }

  private void fields(String path, Map<?, ?> map, JsonNode fields) {
    Set<String> missing = new LinkedHashSet<>();
    fields
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (field(fields, name).group(2).equals("!")) {
                missing.add(name);
              }
            });
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      String name = String.valueOf(entry.getKey());
      missing.remove(name);
      if (fields.has(name)) {
        Matcher field = field(fields, name);
        value(path + "." + name, entry.getValue(), field.group(1));
        if (field.group(3) != null
            && !List.of(field.group(3).split("\\|")).contains(entry.getValue())) {
          problems.add(path + "." + name + ": must be one of " + field.group(3));
        }
      } else {
        problems.add(path + ": no field " + name);
      }
    }
    missing.forEach(name -> problems.add(path + ": lacks " + name));
  }

  private static Matcher field(JsonNode fields, String name) {
    Matcher field = FIELD.matcher(fields.get(name).asText());
    if (!field.matches()) {
      throw new IllegalStateException(name + " has no type");
    }
    return field;
  }
}
