package org.fbnetspark.store;

/**
 * One name in a directory.
 *
 * @param path full path
 * @param name last part of the path
 * @param bytes length of a file; 0 for a directory
 * @param directory whether it is a directory
 * @param link whether it is a symbolic link of the local file system
 */
public record FileEntry(String path, String name, long bytes, boolean directory, boolean link) {}
