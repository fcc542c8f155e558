package dev.assay.runners.local;

import static java.util.stream.Collectors.toMap;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What processes listen on, as Linux tells it. */
public final class ListeningPorts {
  private static final String LISTENS = "0A";

  private ListeningPorts() {}

  /** Whether this system tells it. */
  public static boolean areKnown() {
    return Files.exists(Path.of("/proc/net/tcp"));
  }

  /** As {@code ADDRESS:PORT}, of these processes and of all that they have started. */
  public static Set<String> of(Collection<ProcessHandle> processes) throws IOException {
    Map<String, String> byInode = new TreeMap<>();
    for (String table : List.of("tcp", "tcp6")) {
      byInode.putAll(listening(Path.of("/proc/net", table)));
    }
    List<ProcessHandle> all =
        processes.stream()
            .flatMap(each -> Stream.concat(Stream.of(each), each.descendants()))
            .toList();
    Set<String> addresses = new TreeSet<>();
    for (ProcessHandle process : all) {
      sockets(process.pid()).stream()
          .filter(byInode::containsKey)
          .map(byInode::get)
          .forEach(addresses::add);
    }
    return addresses;
  }

  /** Those that another machine can reach. */
  public static Set<String> beyondLoopback(Set<String> addresses) {
    return addresses.stream()
        .filter(each -> !isLoopback(each))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static boolean isLoopback(String address) {
    try {
      return InetAddress.getByName(address.replaceFirst(":\\d+$", "")).isLoopbackAddress();
    } catch (IOException e) {
      throw new IllegalArgumentException(address, e);
    }
  }

  /** Addresses by the inode of their socket. */
  private static Map<String, String> listening(Path table) throws IOException {
    if (!Files.exists(table)) {
      return Map.of();
    }
    return Files.readAllLines(table).stream()
        .skip(1)
        .map(line -> line.strip().split("\\s+"))
        .filter(fields -> fields[3].equals(LISTENS))
        .collect(toMap(fields -> fields[9], fields -> address(fields[1]), (one, same) -> one));
  }

  /** Words of four bytes, each of them backwards. */
  private static String address(String hex) {
    String[] parts = hex.split(":");
    byte[] told = HexFormat.of().parseHex(parts[0]);
    byte[] bytes = new byte[told.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = told[i / 4 * 4 + 3 - i % 4];
    }
    try {
      return InetAddress.getByAddress(bytes).getHostAddress()
          + ":"
          + Integer.parseInt(parts[1], 16);
    } catch (IOException e) {
      throw new IllegalStateException(hex, e);
    }
  }

  /** The inodes of the sockets that a process has open. */
  private static Set<String> sockets(long pid) throws IOException {
    Set<String> inodes = new TreeSet<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of("/proc/" + pid + "/fd"))) {
      for (Path file : files) {
        String target = target(file);
        if (target.startsWith("socket:[")) {
          inodes.add(target.substring("socket:[".length(), target.length() - 1));
        }
      }
    } catch (NoSuchFileException ended) {
      return Set.of();
    }
    return inodes;
  }

  private static String target(Path file) throws IOException {
    try {
      return Files.readSymbolicLink(file).toString();
    } catch (NoSuchFileException closed) {
      return "";
    }
  }
}
