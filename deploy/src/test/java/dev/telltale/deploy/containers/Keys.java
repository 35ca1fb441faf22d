// SPDX-FileCopyrightText: The Telltale authors
// SPDX-License-Identifier: Apache-2.0
package dev.telltale.deploy.containers;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The operator's file of keys, with one key that may do everything. */
final class Keys {
  static final String KEY = "it-0123456789abcdef";
  static final String PATH = "/etc/telltale/keys.yaml";

  private Keys() {}

  /** Writes it where containers may read it. */
  static String file(Path folder) throws IOException, NoSuchAlgorithmException {
    byte[] sum = MessageDigest.getInstance("SHA-256").digest(KEY.getBytes(StandardCharsets.UTF_8));
    // Another user reads it, through a folder that only its maker may enter otherwise.
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path file =
        Files.writeString(
            folder.resolve("keys.yaml"),
            """
            - name: it
              sha256: %s
              project: default
              rights: [ingest, read, write]
            """
                .formatted(HexFormat.of().formatHex(sum)));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    return file.toString();
  }
}
