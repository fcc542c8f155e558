package dev.assay.pipelines.io;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The parts of a warehouse's address. Its messages hold no part that could be a credential. */
public record WarehouseUrl(String url, String user, String passwordReference) {
  private static final String PREFIX = "jdbc:postgresql://";

  /** Takes user and password reference out of the address. */
  public static WarehouseUrl of(String url) {
    int question = url.indexOf('?');
    String user = null;
    String password = null;
    List<String> others = new ArrayList<>();
    for (String option : question < 0 ? new String[0] : url.substring(question + 1).split("&")) {
      if (option.startsWith("user=")) {
        user = value(option);
      } else if (option.startsWith("password=")) {
        password = Secrets.requireReference(value(option));
      } else if (!option.isEmpty()) {
        others.add(option);
      }
    }
    String bare = question < 0 ? url : url.substring(0, question);
    String clean = others.isEmpty() ? bare : bare + "?" + String.join("&", others);
    return new WarehouseUrl(requireClean(clean), user, password);
  }

  /** Refuses an address of another kind, or one with credentials inside. */
  public static String requireClean(String url) {
    if (!url.startsWith(PREFIX) || place(url).indexOf('/') < 1 || place(url).endsWith("/")) {
      throw new IllegalArgumentException(
          "The address is not of the form jdbc:postgresql://host:port/database");
    }
    String options = url.substring(PREFIX.length() + place(url).length()).toLowerCase(Locale.ROOT);
    if (place(url).contains("@") || options.contains("user=") || options.contains("password=")) {
      throw new IllegalArgumentException(
          "The address holds credentials, which would show in logs. Leave them out:"
              + " give the user, and the password as env:NAME or file:PATH, as settings of their"
              + " own");
    }
    requirePorts(url);
    return url;
  }

  /** pgjdbc says no more of a wrong one than that the address is invalid. */
  private static void requirePorts(String url) {
    String hosts = place(url).substring(0, place(url).indexOf('/'));
    for (String host : hosts.split(",")) {
      int colon = host.lastIndexOf(':');
      String port = colon > host.lastIndexOf(']') ? host.substring(colon + 1) : "5432";
      if (!port.matches("[0-9]{1,5}")
          || Integer.parseInt(port) < 1
          || Integer.parseInt(port) > 65_535) {
        throw new IllegalArgumentException(
            "The address has a port that is no number from 1 to 65535: " + host);
      }
    }
  }

  /** Host, port and database. */
  public static String place(String url) {
    return url.substring(PREFIX.length()).replaceFirst("\\?.*", "");
  }

  private static String value(String option) {
    return URLDecoder.decode(option.substring(option.indexOf('=') + 1), StandardCharsets.UTF_8);
  }
}
