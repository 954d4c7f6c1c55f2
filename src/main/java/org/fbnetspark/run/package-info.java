/** The directory of a run: its claim, files, checkpoints and kind, with no Spark beneath. */
package org.fbnetspark.run;
