// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.schemas.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The keys of an installation, by their hashes. Immutable; a changed file makes a new one.
 *
 * <p>The file is a YAML list; nobody can read a key out of it:
 *
 * <pre>
 * - name: support agents
 *   sha256: 5e88…            # printf %s "$KEY" | sha256sum
 *   project: default
 *   rights: [ingest]         # of ingest, read, write
 * </pre>
 */
public final class AccessKeys {
  private static final ObjectMapper YAML =
      new ObjectMapper(new YAMLFactory()).enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  private static final String PREFIX = "tt_";
  private static final int RANDOM_BYTES = 32;

  private final List<AccessKey> keys;

  private record Entry(
      @Nullable String name,
      @Nullable String sha256,
      @Nullable String project,
      @Nullable List<String> rights) {}

  private AccessKeys(List<AccessKey> keys) {
    this.keys = List.copyOf(keys);
  }

  /** No keys: nobody is let in by one. */
  public static AccessKeys none() {
    return new AccessKeys(List.of());
  }

  /** Keys as they are kept. */
  public static AccessKeys of(Collection<AccessKey> keys) {
    return new AccessKeys(List.copyOf(keys));
  }

  /**
   * Reads a file's text.
   *
   * @param readAt becomes the keys' time of creation
   * @throws IllegalArgumentException when it is not such a list; the message never holds the text
   */
  public static AccessKeys parse(String yaml, Instant readAt) {
    List<Entry> entries;
    try {
      entries = YAML.readValue(yaml, new TypeReference<List<Entry>>() {});
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
      throw new IllegalArgumentException(
          "access keys: line "
              + line
              + " cannot be read (expected: a list of name, sha256, project, rights)",
          e);
    }
    List<AccessKey> keys = new ArrayList<>();
    for (Entry entry : entries == null ? List.<Entry>of() : entries) {
      keys.add(key(entry, readAt));
    }
    return new AccessKeys(keys);
  }

  /** A key that nobody can guess when {@code random} is a good one. */
  public static String newKey(RandomGenerator random) {
    byte[] bytes = new byte[RANDOM_BYTES];
    random.nextBytes(bytes);
    return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** The hash by which a key is kept: 64 hexadecimal digits. */
  public static String sha256(String key) {
    return HexFormat.of().formatHex(digest(key));
  }

  /** All of them, revoked ones too. */
  public List<AccessKey> all() {
    return keys;
  }

  /** These keys and others; where both have the same, the others' one counts. */
  public AccessKeys and(AccessKeys others) {
    if (others.isEmpty()) {
      return this;
    }
    List<AccessKey> both = new ArrayList<>(keys);
    both.addAll(others.keys);
    return isEmpty() ? others : new AccessKeys(both);
  }

  /** True when there is no key at all; a revoked one is still there. */
  public boolean isEmpty() {
    return keys.isEmpty();
  }

  /**
   * The key that a client presents, if there is such a one. Takes the same time whichever key it
   * is, or none.
   */
  public Optional<AccessKey> find(String presented) {
    byte[] hash = sha256(presented).getBytes(UTF_8);
    Optional<AccessKey> found = Optional.empty();
    for (AccessKey key : keys) {
      if (MessageDigest.isEqual(hash, key.getSha256().getBytes(UTF_8))) {
        found = Optional.of(key);
      }
    }
    return found;
  }

  private static AccessKey key(Entry entry, Instant readAt) {
    String name = entry.name == null ? "" : entry.name;
    String sha256 = entry.sha256 == null ? "" : entry.sha256.toLowerCase(Locale.ROOT);
    if (name.isBlank() || !sha256.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException(
          "access key '"
              + name
              + "': name or sha256 is missing or malformed (expected: a name, 64 hexadecimal digits)");
    }
    List<Right> rights = new ArrayList<>();
    for (String right : entry.rights == null ? List.<String>of() : entry.rights) {
      rights.add(right(name, right));
    }
    if (rights.isEmpty()) {
      throw new IllegalArgumentException(
          "access key '" + name + "': no rights (expected: some of ingest, read, write)");
    }
    return AccessKey.newBuilder()
        .setName(name)
        .setSha256(sha256)
        .setProject(entry.project == null ? "default" : entry.project)
        .setRights(rights)
        .setCreatedAt(readAt)
        .build();
  }

  private static Right right(String name, String right) {
    for (Right known : Right.values()) {
      if (known.name().equalsIgnoreCase(right)) {
        return known;
      }
    }
    throw new IllegalArgumentException(
        "access key '" + name + "': right " + right + " (expected: ingest, read or write)");
  }

  private static byte[] digest(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
