/** What runs inside a Spark task: named functions with explicit fields, no context, no RDD. */
package org.fbnetspark.executor;
