/** The published file formats, versioned, with one golden file each. */
package org.fbnetspark.format;
